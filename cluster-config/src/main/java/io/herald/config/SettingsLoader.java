package io.herald.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads all sources and picks each key's value: flag before environment before {@code --config}
 * before {@code --nsqd-config} before default. Values that lose are checked all the same.
 */
public final class SettingsLoader {
  private final Map<String, Object> valuesByName = new HashMap<>();
  private final Map<String, Origin> originsByName = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();

  private SettingsLoader() {}

  /**
   * Loads the settings of a node.
   *
   * @param arguments flags
   * @param environment variables; only those with prefix {@code HERALD_} are looked at
   * @throws SettingException with the one line that tells what is wrong
   */
  public static LoadedSettings load(List<String> arguments, Map<String, String> environment) {
    SettingsLoader loader = new SettingsLoader();
    List<Given> flags = FlagSource.read(arguments);
    List<Given> variables = EnvironmentSource.read(environment);
    flags.forEach(loader::take);
    variables.forEach(loader::take);
    named(SourceKeys.CONFIG, flags, variables)
        .ifPresent(given -> HoconSource.read(given).forEach(loader::take));
    named(SourceKeys.NSQD_CONFIG, flags, variables)
        .ifPresent(given -> NsqdTomlSource.read(given, loader.warnings).forEach(loader::take));
    SettingTable.all().forEach(loader::fallBack);
    return loader.loaded();
  }

  /** The file that a setting names; an empty name is none. */
  private static Optional<Given> named(
      Setting<?> setting, List<Given> flags, List<Given> variables) {
    return Stream.concat(flags.stream(), variables.stream())
        .filter(given -> given.name().equals(setting.name()))
        .findFirst()
        .filter(given -> !given.text().isEmpty());
  }

  private void take(Given given) {
    Optional<NsqdOnly> nsqdOnly = NsqdOnly.byName(given.name());
    if (nsqdOnly.isPresent()) {
      nsqdOnly.get().warning(given).ifPresent(warnings::add);
      return;
    }
    Setting<?> setting = SettingTable.byName(given.name()).orElseThrow();
    Object value;
    try {
      value = setting.read(given.texts());
    } catch (IllegalArgumentException outOfRange) {
      throw given.refuse(outOfRange.getMessage());
    }
    if (valuesByName.putIfAbsent(setting.name(), value) == null) {
      originsByName.put(setting.name(), given.origin());
    }
  }

  private void fallBack(Setting<?> setting) {
    if (valuesByName.putIfAbsent(setting.name(), setting.defaultValue()) == null) {
      originsByName.put(setting.name(), Origin.DEFAULT);
    }
  }

  private LoadedSettings loaded() {
    Settings settings =
        new Settings(
            record(NodeSettings.class),
            record(BrokerSettings.class),
            record(TlsSettings.class),
            record(AuthSettings.class),
            record(StatsdSettings.class),
            record(StoreSettings.class),
            record(CassandraSettings.class),
            record(HttpSettings.class),
            record(LookupSettings.class),
            record(ClusterSettings.class));
    SettingRules.check(settings, originsByName);
    List<EffectiveValue> values = new ArrayList<>();
    SettingTable.all().forEach(setting -> values.add(effective(setting)));
    return new LoadedSettings(settings, values, warnings);
  }

  private <R extends Record> R record(Class<R> type) {
    return RecordReader.read(type, valuesByName);
  }

  @SuppressWarnings("unchecked") // the map holds what this very setting read
  private <T> EffectiveValue effective(Setting<T> setting) {
    T value = (T) valuesByName.get(setting.name());
    return new EffectiveValue(
        setting.name(), setting.write(value), originsByName.get(setting.name()));
  }
}
