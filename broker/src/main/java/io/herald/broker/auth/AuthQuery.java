package io.herald.broker.auth;

/**
 * What an auth server is told of a client.
 *
 * @param remoteIp where the client connects from
 * @param tls what its TLS says of it
 * @param secret AUTH's body; not to be changed
 */
public record AuthQuery(String remoteIp, PeerTls tls, byte[] secret) {

  /** All but the secret. */
  @Override
  public String toString() {
    return "AuthQuery[" + remoteIp + ", " + tls + "]";
  }
}
