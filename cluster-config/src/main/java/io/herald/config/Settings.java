package io.herald.config;

import java.util.List;
import java.util.Map;

/** Every setting of a node. Immutable; made once at start by {@link SettingsLoader}. */
public record Settings(
    NodeSettings node,
    BrokerSettings broker,
    TlsSettings tls,
    AuthSettings auth,
    StatsdSettings statsd,
    StoreSettings store,
    CassandraSettings cassandra,
    HttpSettings http,
    LookupSettings lookup,
    ClusterSettings cluster) {

  /** What a node runs with when nothing is configured. */
  public static Settings defaults() {
    return ofFlags();
  }

  /** Defaults changed by flags, such as {@code "--tcp-address=127.0.0.1:0"}; no environment. */
  public static Settings ofFlags(String... flags) {
    return SettingsLoader.load(List.of(flags), Map.of()).settings();
  }
}
