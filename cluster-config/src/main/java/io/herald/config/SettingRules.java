package io.herald.config;

import java.util.Map;

/** Rules between settings, and values that a later version will accept. */
final class SettingRules {
  private SettingRules() {}

  static void check(Settings settings, Map<String, Origin> originsByName) {
    StoreSettings store = settings.store();
    if (store.store() == StoreKind.CASSANDRA) {
      throw refuse(
          StoreKeys.STORE,
          store.store(),
          originsByName,
          "Cassandra is not supported yet by this version; must be embedded");
    }
    if (store.eventBytesMax() > store.segmentBytes()) {
      throw refuse(
          StoreKeys.EVENT_BYTES_MAX,
          store.eventBytesMax(),
          originsByName,
          "must be at most segment-bytes, which is " + ByteSize.format(store.segmentBytes()));
    }
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
