package io.herald.config;

import static io.herald.config.ValueType.TEXT;

import java.util.List;

/** Keys that name the files other keys are read from; flags and environment only. */
final class SourceKeys {
  static final Setting<String> CONFIG =
      Setting.of("config", TEXT, "", "HOCON file with the same keys: herald { tcp-address = ... }");

  static final Setting<String> NSQD_CONFIG =
      Setting.of("nsqd-config", TEXT, "", "nsqd's own TOML file, as given to nsqd --config.");

  static final List<Setting<?>> ALL = List.of(CONFIG, NSQD_CONFIG);

  private SourceKeys() {}
}
