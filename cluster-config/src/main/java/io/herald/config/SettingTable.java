package io.herald.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every key there is. What is not in here is unknown to every source. */
public final class SettingTable {
  /**
   * Keys that the help shows together.
   *
   * @param title headline
   */
  public record Group(String title, List<Setting<?>> settings) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group("Node", join(NodeKeys.ALL, SourceKeys.ALL)),
          new Group("NSQ protocol", BrokerKeys.ALL),
          new Group("Flow and limits", FlowKeys.ALL),
          new Group("TLS", TlsKeys.ALL),
          new Group("AUTH", AuthKeys.ALL),
          new Group("Store", StoreKeys.ALL),
          new Group("Cassandra", CassandraKeys.ALL),
          new Group("HTTP", ServerKeys.HTTP),
          new Group("Lookup", ServerKeys.LOOKUP),
          new Group("statsd", StatsdKeys.ALL),
          new Group("Cluster", ServerKeys.CLUSTER));

  private static final Map<String, Setting<?>> BY_NAME = index(all(), Setting::name);
  private static final Map<String, Setting<?>> BY_ENVIRONMENT =
      index(all(), Setting::environmentName);
  private static final Map<String, Setting<?>> BY_NSQD_KEY =
      index(all().stream().filter(Setting::inNsqd).toList(), Setting::nsqdKey);

  private SettingTable() {}

  /** All keys by area, in the order of the help. */
  public static List<Group> groups() {
    return GROUPS;
  }

  /** All keys in the order of the help. */
  public static List<Setting<?>> all() {
    return GROUPS.stream().<Setting<?>>flatMap(group -> group.settings().stream()).toList();
  }

  static Optional<Setting<?>> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static Optional<Setting<?>> byEnvironment(String name) {
    return Optional.ofNullable(BY_ENVIRONMENT.get(name));
  }

  static Optional<Setting<?>> byNsqdKey(String key) {
    return Optional.ofNullable(BY_NSQD_KEY.get(key));
  }

  private static List<Setting<?>> join(List<Setting<?>> first, List<Setting<?>> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static Map<String, Setting<?>> index(
      List<Setting<?>> settings, Function<Setting<?>, String> key) {
    Map<String, Setting<?>> byKey = new LinkedHashMap<>();
    List<String> twice = new ArrayList<>();
    for (Setting<?> setting : settings) {
      if (byKey.put(key.apply(setting), setting) != null) {
        twice.add(setting.name());
      }
    }
    if (!twice.isEmpty()) {
      throw new AssertionError("declared twice: " + twice);
    }
    return byKey;
  }
}
