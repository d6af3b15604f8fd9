package io.herald.broker.stats;

/**
 * What lies between a connection's commands and its socket, as /stats shows it.
 *
 * @param tls whether TLS is on
 * @param tlsVersion such as {@code TLS1.3}; empty without TLS
 * @param cipherSuite such as {@code TLS_AES_128_GCM_SHA256}; empty without TLS
 * @param negotiatedProtocol what ALPN agreed on; empty if nothing
 * @param mutual whether ALPN agreed on something both sides named
 * @param snappy whether it is compressed with snappy
 * @param deflate whether it is compressed with deflate
 */
public record Transport(
    boolean tls,
    String tlsVersion,
    String cipherSuite,
    String negotiatedProtocol,
    boolean mutual,
    boolean snappy,
    boolean deflate) {

  /** Nothing lies between. */
  public static final Transport PLAIN = new Transport(false, "", "", "", false, false, false);

  /** The same with compression. */
  public Transport compressed(boolean withSnappy, boolean withDeflate) {
    return new Transport(
        tls, tlsVersion, cipherSuite, negotiatedProtocol, mutual, withSnappy, withDeflate);
  }

  /**
   * The same with TLS.
   *
   * @param javaVersion as Java calls it, such as {@code TLSv1.3}
   */
  public Transport secured(String javaVersion, String cipher, String applicationProtocol) {
    String version = javaVersion.replace("TLSv", "TLS");
    return new Transport(
        true,
        version.equals("TLS1") ? "TLS1.0" : version,
        cipher,
        applicationProtocol,
        !applicationProtocol.isEmpty(),
        snappy,
        deflate);
  }
}
