package io.herald.config;

import static io.herald.config.Setting.within;
import static io.herald.config.ValueType.COUNT;
import static io.herald.config.ValueType.DURATION;
import static io.herald.config.ValueType.ENDPOINT;
import static io.herald.config.ValueType.SIZE;
import static io.herald.config.ValueType.TEXT;

import java.time.Duration;
import java.util.List;

/** Keys of {@link HttpSettings}, {@link LookupSettings} and {@link ClusterSettings}. */
final class ServerKeys {
  private static final Duration YEAR = Duration.ofDays(365);

  static final Setting<Endpoint> HTTP_ADDRESS =
      Setting.of("http-address", ENDPOINT, all(4151), "nsqd's HTTP API.").asInNsqd();

  static final Setting<Endpoint> HTTPS_ADDRESS =
      Setting.of("https-address", ENDPOINT, all(4152), "The same over TLS, if --tls-cert is given.")
          .asInNsqd();

  static final Setting<HttpAuth> HTTP_AUTH =
      Setting.of(
          "http-auth",
          ValueType.words(HttpAuth.class),
          HttpAuth.NONE,
          "How HTTP callers prove who they are, at nsqd's and nsqlookupd's endpoints.");

  static final Setting<String> HTTP_AUTH_FILE =
      Setting.of(
          "http-auth-file",
          TEXT,
          "",
          "Who may do what over HTTP: hashes of tokens or subjects, roles and topics.");

  static final Setting<Endpoint> CONSOLE_ADDRESS =
      Setting.of(
          "console-address", ENDPOINT, all(4171), "Reserved: this version serves no console yet.");

  static final Setting<Integer> HTTP_MAX_CONNECTIONS =
      within(
          1,
          1_000_000,
          Setting.of(
              "http-max-connections",
              COUNT,
              1024,
              "Connections that each HTTP address serves at once; more wait."));

  static final Setting<Long> SEARCH_SCAN_BYTES =
      within(
          64L << 10,
          1L << 30,
          Setting.of(
              "search-scan-bytes",
              SIZE,
              64L << 20,
              "How much of each partition one /message/search may look at."));

  static final Setting<Endpoint> LOOKUP_TCP_ADDRESS =
      Setting.of(
          "lookup-tcp-address", ENDPOINT, all(4160), "nsqlookupd's TCP: where nsqds register.");

  static final Setting<Endpoint> LOOKUP_HTTP_ADDRESS =
      Setting.of(
          "lookup-http-address", ENDPOINT, all(4161), "nsqlookupd's HTTP: where consumers look.");

  static final Setting<Duration> INACTIVE_PRODUCER_TIMEOUT =
      within(
          Duration.ofSeconds(1),
          YEAR,
          Setting.of(
              "inactive-producer-timeout",
              DURATION,
              Duration.ofMinutes(5),
              "Silence after which a producer is no longer listed."));

  static final Setting<Duration> TOMBSTONE_LIFETIME =
      within(
          Duration.ZERO,
          YEAR,
          Setting.of(
              "tombstone-lifetime",
              DURATION,
              Duration.ofSeconds(45),
              "How long a tombstoned producer stays hidden."));

  static final Setting<Endpoint> CLUSTER_ADDRESS =
      Setting.of(
          "cluster-address",
          ENDPOINT,
          new Endpoint("127.0.0.1", 0),
          "Where this node listens for other Herald nodes.");

  static final Setting<String> CLUSTER_TLS_PATH =
      Setting.of(
          "cluster-tls-path",
          TEXT,
          "",
          "Directory with ca.pem, cert.pem and key.pem: nodes talk mutual TLS only.");

  static final Setting<List<Endpoint>> CLUSTER_SEED =
      Setting.of(
          "cluster-seed",
          ValueType.listOf(ENDPOINT),
          List.of(),
          "Another Herald node to join; may be repeated.");

  static final Setting<String> CLUSTER_NAME =
      Setting.of("cluster-name", TEXT, "herald", "Nodes of another name are not joined.");

  static final Setting<Duration> CLUSTER_JOIN_TIMEOUT =
      within(
          Duration.ofSeconds(1),
          YEAR,
          Setting.of(
              "cluster-join-timeout",
              DURATION,
              Duration.ofMinutes(2),
              "How long to try the seeds before the start fails."));

  static final Setting<Duration> CLUSTER_FAILURE_AFTER =
      within(
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          Setting.of(
              "cluster-failure-after",
              DURATION,
              Duration.ofSeconds(3),
              "Silence after which another node counts as unreachable."));

  static final Setting<Duration> CLUSTER_STABLE_AFTER =
      within(
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          Setting.of(
              "cluster-stable-after",
              DURATION,
              Duration.ofSeconds(5),
              "How long nodes must stay unreachable before the smaller side is downed."));

  static final Setting<Integer> DEFAULT_PARTITIONS =
      within(
          1,
          1024,
          Setting.of(
              "default-partitions", COUNT, 1, "Partitions of a topic created without a number."));

  static final Setting<Duration> REBALANCE_INTERVAL =
      within(
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          Setting.of(
              "rebalance-interval",
              DURATION,
              Duration.ofSeconds(10),
              "How often partitions may move to nodes with less load (Cassandra store)."));

  static final Setting<Integer> REBALANCE_THRESHOLD =
      within(
          1,
          1000,
          Setting.of(
              "rebalance-threshold",
              COUNT,
              20,
              "How much loads may differ before, in per cent of the nodes' mean."));

  static final List<Setting<?>> HTTP =
      List.of(
          HTTP_ADDRESS,
          HTTPS_ADDRESS,
          HTTP_MAX_CONNECTIONS,
          SEARCH_SCAN_BYTES,
          HTTP_AUTH,
          HTTP_AUTH_FILE,
          CONSOLE_ADDRESS);
  static final List<Setting<?>> LOOKUP =
      List.of(
          LOOKUP_TCP_ADDRESS, LOOKUP_HTTP_ADDRESS, INACTIVE_PRODUCER_TIMEOUT, TOMBSTONE_LIFETIME);
  static final List<Setting<?>> CLUSTER =
      List.of(
          CLUSTER_ADDRESS,
          CLUSTER_SEED,
          CLUSTER_NAME,
          CLUSTER_JOIN_TIMEOUT,
          CLUSTER_FAILURE_AFTER,
          CLUSTER_STABLE_AFTER,
          DEFAULT_PARTITIONS,
          REBALANCE_INTERVAL,
          REBALANCE_THRESHOLD,
          CLUSTER_TLS_PATH);

  private ServerKeys() {}

  private static Endpoint all(int port) {
    return new Endpoint("0.0.0.0", port);
  }
}
