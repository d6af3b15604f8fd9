package io.herald.broker.stats;

/**
 * What a client said of itself with IDENTIFY (NSQ protocol, IDENTIFY).
 *
 * @param clientId the remote IP until the client names itself
 * @param hostname the remote IP until the client names it
 * @param userAgent such as {@code go-nsq/1.1.0}, or empty
 * @param sampleRate percent of messages it wants; 0 = all
 * @param topologyZone where it runs, or empty
 * @param topologyRegion where it runs, or empty
 */
public record ClientIdentity(
    String clientId,
    String hostname,
    String userAgent,
    int sampleRate,
    String topologyZone,
    String topologyRegion) {

  /** A client that has not said anything yet. */
  public static ClientIdentity unknown(String remoteIp) {
    return new ClientIdentity(remoteIp, remoteIp, "", 0, "", "");
  }
}
