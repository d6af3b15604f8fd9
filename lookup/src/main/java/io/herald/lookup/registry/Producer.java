package io.herald.lookup.registry;

/**
 * An nsqd as IDENTIFY described it (nsqlookupd's PeerInfo): what {@code /lookup} and {@code /nodes}
 * answer. Absent strings are empty.
 *
 * @param remoteAddress {@code host:port} its connection came from; also its id in {@code /debug}
 * @param hostname what the machine calls itself
 * @param broadcastAddress the host that clients connect to
 * @param tcpPort the port that clients connect to
 * @param httpPort the port of its HTTP API
 * @param version its version, for nsqadmin a semantic version
 * @param topologyZone where it stands, may be empty
 * @param topologyRegion where it stands, may be empty
 */
public record Producer(
    String remoteAddress,
    String hostname,
    String broadcastAddress,
    int tcpPort,
    int httpPort,
    String version,
    String topologyZone,
    String topologyRegion) {

  /** The name a tombstone is addressed to: {@code broadcast_address:http_port}. */
  public String node() {
    return broadcastAddress + ":" + httpPort;
  }

  /** What makes two connections the same nsqd for a client. */
  String clientAddress() {
    return broadcastAddress + ":" + tcpPort + ":" + httpPort;
  }
}
