package io.herald.apps;

import io.herald.config.CassandraSettings;
import io.herald.config.Endpoint;
import io.herald.persistence.cassandra.CassandraContact;

/** The Cassandra store's settings as {@code persistence} takes them. */
final class CassandraStore {
  private CassandraStore() {}

  static CassandraContact contact(CassandraSettings settings) {
    return new CassandraContact(
        settings.cassandra().stream().map(Endpoint::toString).toList(),
        settings.cassandraDatacenter(),
        settings.cassandraKeyspace(),
        settings.cassandraUsername(),
        settings.cassandraPassword());
  }
}
