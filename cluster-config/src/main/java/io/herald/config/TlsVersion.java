package io.herald.config;

import java.util.Arrays;

/** A version of TLS, the oldest that is accepted. */
public enum TlsVersion {
  /** TLS 1.0; Java has it switched off unless it is asked for here. */
  TLS1_0("tls1.0", "TLSv1"),
  /** TLS 1.1; the same. */
  TLS1_1("tls1.1", "TLSv1.1"),
  /** TLS 1.2. */
  TLS1_2("tls1.2", "TLSv1.2"),
  /** TLS 1.3. */
  TLS1_3("tls1.3", "TLSv1.3");

  private final String word;
  private final String javaName;

  TlsVersion(String word, String javaName) {
    this.word = word;
    this.javaName = javaName;
  }

  /** What Java's TLS calls it, such as {@code TLSv1.2}. */
  public String javaName() {
    return javaName;
  }

  /** Java's names of this version and all newer ones. */
  public String[] javaNamesFromHere() {
    return Arrays.stream(values())
        .filter(version -> version.compareTo(this) >= 0)
        .map(TlsVersion::javaName)
        .toArray(String[]::new);
  }

  /** As it is written in settings: {@code tls1.2}. */
  @Override
  public String toString() {
    return word;
  }
}
