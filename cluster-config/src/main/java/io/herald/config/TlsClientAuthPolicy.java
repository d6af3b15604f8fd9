package io.herald.config;

/** What certificate a TLS client must show (nsqd, {@code --tls-client-auth-policy}). */
public enum TlsClientAuthPolicy {
  /** None; written as the empty text. */
  NONE,
  /** Any, whoever signed it. */
  REQUIRE,
  /** One that leads to {@code --tls-root-ca-file}. */
  REQUIRE_VERIFY;

  /** As it is written in settings: {@code require-verify}; empty for none. */
  @Override
  public String toString() {
    return this == NONE ? "" : ValueType.kebab(this);
  }
}
