package io.herald.apps;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.herald.apps.cluster.ClusterConfig;
import io.herald.broker.tcp.EventLoops;
import io.herald.config.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The ActorSystem's configuration: application.conf with what this node's settings say. */
final class NodeConfig {
  private NodeConfig() {}

  /**
   * Of a node.
   *
   * @param store what its store has to say
   */
  static Config of(Settings settings, EventLoops loops, Config store) {
    Map<String, Object> fromSettings = new HashMap<>(ClusterConfig.of(settings));
    fromSettings.put(
        "herald.embedded-store.durability",
        settings.store().durability().name().toLowerCase(Locale.ROOT));
    fromSettings.put(
        "herald.embedded-store.sync-interval", settings.store().syncInterval().toMillis() + "ms");
    fromSettings.put("herald.embedded-store.segment-file-bytes", settings.store().segmentBytes());
    Config overrides = ConfigFactory.empty();
    for (Map.Entry<String, Object> each : fromSettings.entrySet()) {
      overrides =
          overrides.withValue(each.getKey(), ConfigValueFactory.fromAnyRef(each.getValue()));
    }
    return overrides
        .withFallback(loops.dispatchersConfig())
        .withFallback(store)
        .withFallback(ConfigFactory.parseResources("herald-node.conf"))
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }
}
