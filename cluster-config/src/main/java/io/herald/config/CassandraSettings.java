package io.herald.config;

import java.time.Duration;
import java.util.List;

/**
 * How the Cassandra store is reached; used with {@code --store cassandra} only.
 *
 * @param cassandra contact points, tried in turn
 * @param cassandraKeyspace keyspace of journal, snapshots and leases
 * @param cassandraDatacenter the data centre whose nodes are asked
 * @param cassandraUsername empty: no authentication
 * @param cassandraPassword for the user name
 * @param requireDurableCassandra whether a Cassandra that acknowledges before fsync stops the start
 * @param leaseDuration how long a node owns its partitions after it last said so
 */
public record CassandraSettings(
    List<Endpoint> cassandra,
    String cassandraKeyspace,
    String cassandraDatacenter,
    String cassandraUsername,
    String cassandraPassword,
    boolean requireDurableCassandra,
    Duration leaseDuration) {
  public CassandraSettings {
    cassandra = List.copyOf(cassandra);
  }
}
