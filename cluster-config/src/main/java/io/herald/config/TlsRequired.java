package io.herald.config;

/** Who must use TLS (nsqd, {@code --tls-required}). */
public enum TlsRequired {
  /** Nobody. */
  FALSE,
  /** NSQ clients and HTTP: plain HTTP answers 403 TLS_REQUIRED. */
  TRUE,
  /** NSQ clients; plain HTTP is allowed. */
  TCP_HTTPS;

  /** As it is written in settings: {@code tcp-https}. */
  @Override
  public String toString() {
    return ValueType.kebab(this);
  }
}
