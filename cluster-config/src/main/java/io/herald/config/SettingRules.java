package io.herald.config;

import java.util.Map;

/** Rules between settings. */
final class SettingRules {
  private static final String NEEDS_CERTIFICATE = "needs --tls-cert and --tls-key";

  private SettingRules() {}

  static void check(Settings settings, Map<String, Origin> originsByName) {
    StoreSettings store = settings.store();
    if (store.eventBytesMax() > store.segmentBytes()) {
      throw refuse(
          StoreKeys.EVENT_BYTES_MAX,
          store.eventBytesMax(),
          originsByName,
          "must be at most segment-bytes, which is " + ByteSize.format(store.segmentBytes()));
    }
    checkTls(settings.tls(), originsByName);
    checkHttpAuth(settings, originsByName);
    BrokerSettings broker = settings.broker();
    if (broker.minOutputBufferTimeout().compareTo(broker.maxOutputBufferTimeout()) > 0) {
      throw refuse(
          BrokerKeys.MIN_OUTPUT_BUFFER_TIMEOUT,
          broker.minOutputBufferTimeout(),
          originsByName,
          "must be at most max-output-buffer-timeout, which is "
              + GoDuration.format(broker.maxOutputBufferTimeout()));
    }
  }

  private static void checkTls(TlsSettings tls, Map<String, Origin> originsByName) {
    if (tls.isEnabled() && tls.tlsKey().isEmpty()) {
      throw refuse(TlsKeys.TLS_CERT, tls.tlsCert(), originsByName, "needs --tls-key, too");
    }
    if (tls.isEnabled()) {
      return;
    }
    if (!tls.tlsKey().isEmpty()) {
      throw refuse(TlsKeys.TLS_KEY, tls.tlsKey(), originsByName, "needs --tls-cert, too");
    }
    if (tls.tlsClientAuthPolicy() != TlsClientAuthPolicy.NONE) {
      throw refuse(
          TlsKeys.TLS_CLIENT_AUTH_POLICY,
          tls.tlsClientAuthPolicy(),
          originsByName,
          NEEDS_CERTIFICATE);
    }
    if (tls.tlsRequired() != TlsRequired.FALSE) {
      throw refuse(TlsKeys.TLS_REQUIRED, tls.tlsRequired(), originsByName, NEEDS_CERTIFICATE);
    }
  }

  private static void checkHttpAuth(Settings settings, Map<String, Origin> originsByName) {
    HttpSettings http = settings.http();
    if (http.httpAuth() == HttpAuth.NONE) {
      return;
    }
    if (http.httpAuthFile().isEmpty()) {
      throw refuse(
          ServerKeys.HTTP_AUTH, http.httpAuth(), originsByName, "needs --http-auth-file, too");
    }
    boolean verified = settings.tls().tlsClientAuthPolicy() == TlsClientAuthPolicy.REQUIRE_VERIFY;
    if (http.httpAuth() == HttpAuth.CERTIFICATE && !verified) {
      throw refuse(
          ServerKeys.HTTP_AUTH,
          http.httpAuth(),
          originsByName,
          "needs --tls-client-auth-policy=require-verify: other certificates prove nothing");
    }
  }

  private static <T> SettingException refuse(
      Setting<T> setting, T value, Map<String, Origin> originsByName, String problem) {
    return new SettingException(
        "--"
            + setting.name()
            + "="
            + setting.write(value)
            + " ("
            + originsByName.get(setting.name())
            + "): "
            + problem);
  }
}
