package io.herald.broker.auth;

/**
 * What a connection's TLS tells of its client.
 *
 * @param tls whether the connection is encrypted
 * @param commonName of the client's certificate; empty if it showed none
 */
public record PeerTls(boolean tls, String commonName) {
  /** A connection in the clear. */
  public static final PeerTls NONE = new PeerTls(false, "");
}
