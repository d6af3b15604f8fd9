package io.herald.config;

import static io.herald.config.Setting.within;
import static io.herald.config.ValueType.DURATION;
import static io.herald.config.ValueType.TEXT;

import java.time.Duration;
import java.util.List;

/** Keys of {@link TlsSettings}. */
final class TlsKeys {
  static final Setting<String> TLS_CERT =
      Setting.of("tls-cert", TEXT, "", "PEM file of this node's certificate chain: turns TLS on.")
          .asInNsqd();

  static final Setting<String> TLS_KEY =
      Setting.of("tls-key", TEXT, "", "PEM file of its private key (PKCS#1, PKCS#8 or SEC1).")
          .asInNsqd();

  static final Setting<String> TLS_ROOT_CA_FILE =
      Setting.of(
              "tls-root-ca-file",
              TEXT,
              "",
              "PEM file of authorities for client certificates (default: those of Java).")
          .asInNsqd();

  static final Setting<TlsClientAuthPolicy> TLS_CLIENT_AUTH_POLICY =
      Setting.of(
              "tls-client-auth-policy",
              ValueType.words(TlsClientAuthPolicy.class),
              TlsClientAuthPolicy.NONE,
              "Certificate that clients must show; a policy implies --tls-required.")
          .asInNsqd();

  static final Setting<TlsRequired> TLS_REQUIRED =
      Setting.of(
              "tls-required",
              ValueType.words(TlsRequired.class).standingAlone("true"),
              TlsRequired.FALSE,
              "Refuse clients without TLS; tcp-https lets plain HTTP pass.")
          .asInNsqd();

  static final Setting<TlsVersion> TLS_MIN_VERSION =
      Setting.of(
              "tls-min-version",
              ValueType.words(TlsVersion.class),
              TlsVersion.TLS1_2,
              "Oldest TLS accepted (nsqd: tls1.0).")
          .asInNsqd();

  static final Setting<Duration> TLS_RELOAD_INTERVAL =
      within(
          Duration.ofMillis(100),
          Duration.ofDays(1),
          Setting.of(
              "tls-reload-interval",
              DURATION,
              Duration.ofSeconds(10),
              "How often certificate files are looked at; changed ones are used from then on."));

  static final List<Setting<?>> ALL =
      List.of(
          TLS_CERT,
          TLS_KEY,
          TLS_ROOT_CA_FILE,
          TLS_CLIENT_AUTH_POLICY,
          TLS_REQUIRED,
          TLS_MIN_VERSION,
          TLS_RELOAD_INTERVAL);

  private TlsKeys() {}
}
