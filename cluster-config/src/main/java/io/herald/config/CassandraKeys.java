package io.herald.config;

import static io.herald.config.Setting.within;
import static io.herald.config.ValueType.DURATION;
import static io.herald.config.ValueType.ENDPOINT;
import static io.herald.config.ValueType.SECRET;
import static io.herald.config.ValueType.SWITCH;
import static io.herald.config.ValueType.TEXT;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Keys of {@link CassandraSettings}. */
final class CassandraKeys {
  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");

  static final Setting<List<Endpoint>> CASSANDRA =
      Setting.of(
          "cassandra",
          ValueType.listOf(ENDPOINT),
          List.of(new Endpoint("127.0.0.1", 9042)),
          "A Cassandra node to begin with; may be repeated.");

  static final Setting<String> CASSANDRA_KEYSPACE =
      Setting.of("cassandra-keyspace", TEXT, "herald", "Keyspace of everything Herald keeps there.")
          .matching(
              KEYSPACE.asMatchPredicate(),
              "1 to 48 small letters, digits and underscores, a letter first");

  static final Setting<String> CASSANDRA_DATACENTER =
      Setting.of(
          "cassandra-datacenter", TEXT, "datacenter1", "Cassandra data centre that is asked.");

  static final Setting<String> CASSANDRA_USERNAME =
      Setting.of("cassandra-username", TEXT, "", "Who Herald is there; empty: nobody asks.");

  static final Setting<String> CASSANDRA_PASSWORD =
      Setting.of(
          "cassandra-password",
          SECRET,
          "",
          "Password of --cassandra-username; better given as HERALD_CASSANDRA_PASSWORD.");

  static final Setting<Boolean> REQUIRE_DURABLE_CASSANDRA =
      Setting.of(
          "require-durable-cassandra",
          SWITCH,
          false,
          "Refuse a Cassandra whose commitlog_sync acknowledges before fsync.");

  static final Setting<Duration> LEASE_DURATION =
      within(
          Duration.ofSeconds(2),
          Duration.ofMinutes(5),
          Setting.of(
              "lease-duration",
              DURATION,
              Duration.ofSeconds(8),
              "How long a node owns partitions after its last sign of life in Cassandra."));

  static final List<Setting<?>> ALL =
      List.of(
          CASSANDRA,
          CASSANDRA_KEYSPACE,
          CASSANDRA_DATACENTER,
          CASSANDRA_USERNAME,
          CASSANDRA_PASSWORD,
          REQUIRE_DURABLE_CASSANDRA,
          LEASE_DURATION);

  private CassandraKeys() {}
}
