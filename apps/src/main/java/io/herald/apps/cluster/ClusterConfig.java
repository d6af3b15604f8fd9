package io.herald.apps.cluster;

import io.herald.config.ClusterSettings;
import io.herald.config.HeraldVersion;
import io.herald.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node's settings say to Akka's remoting, cluster and shutdown; herald-node.conf has the
 * rest.
 */
public final class ClusterConfig {
  /** Nodes that keep partitions: today all. */
  public static final String BROKER_ROLE = "broker";

  private static final Duration HEARTBEAT_INTERVAL_MAX = Duration.ofSeconds(1);

  /** Heartbeats that may get lost before silence counts. */
  private static final int HEARTBEATS_PER_FAILURE = 3;

  private ClusterConfig() {}

  /** Values by their path in Akka's configuration. */
  public static Map<String, Object> of(Settings settings) {
    ClusterSettings cluster = settings.cluster();
    Map<String, Object> values = new HashMap<>(ClusterAgreement.config(settings));
    values.put("akka.remote.artery.canonical.hostname", cluster.clusterAddress().host());
    values.put("akka.remote.artery.canonical.port", cluster.clusterAddress().port());
    values.put(
        "akka.remote.artery.transport", cluster.clusterTlsPath().isEmpty() ? "tcp" : "tls-tcp");
    values.put("akka.cluster.roles", List.of(BROKER_ROLE));
    values.put("akka.cluster.app-version", HeraldVersion.HERALD_VERSION);
    values.put(
        "akka.cluster.failure-detector.acceptable-heartbeat-pause",
        millis(cluster.clusterFailureAfter()));
    values.put(
        "akka.cluster.failure-detector.heartbeat-interval",
        millis(heartbeatInterval(cluster.clusterFailureAfter())));
    values.put(
        "akka.cluster.split-brain-resolver.stable-after", millis(cluster.clusterStableAfter()));
    values.put("akka.cluster.sharding.rebalance-interval", millis(cluster.rebalanceInterval()));
    values.put("herald.placement.threshold-percent", cluster.rebalanceThreshold());
    values.put(
        "akka.coordinated-shutdown.phases.before-service-unbind.timeout",
        millis(settings.broker().drainTimeout()));
    return values;
  }

  private static Duration heartbeatInterval(Duration failureAfter) {
    Duration third = failureAfter.dividedBy(HEARTBEATS_PER_FAILURE);
    return third.compareTo(HEARTBEAT_INTERVAL_MAX) < 0 ? third : HEARTBEAT_INTERVAL_MAX;
  }

  private static String millis(Duration duration) {
    return duration.toMillis() + "ms";
  }
}
