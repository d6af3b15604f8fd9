package io.herald.apps;

import akka.actor.typed.ActorSystem;
import akka.persistence.Persistence;
import akka.persistence.cassandra.query.javadsl.CassandraReadJournal;
import akka.persistence.query.PersistenceQuery;
import io.herald.broker.BrokerStore;
import io.herald.persistence.cassandra.CassandraConfig;
import io.herald.persistence.cassandra.CassandraHealth;
import io.herald.persistence.cassandra.CassandraPurge;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.journal.PersistenceIdPurge;
import io.herald.persistence.journal.StoreHealth;
import io.herald.persistence.lease.Leases;
import java.util.Optional;

/** The Cassandra store for the broker. */
final class CassandraBrokerStore implements BrokerStore {
  private final CassandraHealth health;
  private final Leases leases;
  private final CassandraPurge purge;
  private final CassandraReadJournal query;

  CassandraBrokerStore(ActorSystem<?> system, CassandraHealth health, Leases leases) {
    this.health = health;
    this.leases = leases;
    // The plugins start now and prepare their statements: they do not try again if that fails, and
    // now Cassandra is known to be there.
    Persistence unused = Persistence.get(system);
    this.purge = new CassandraPurge(system);
    this.query =
        PersistenceQuery.get(system)
            .getReadJournalFor(CassandraReadJournal.class, CassandraConfig.PLUGINS.query());
  }

  @Override
  public JournalPlugins logPlugins() {
    return CassandraConfig.PLUGINS;
  }

  @Override
  public JournalPlugins cursorPlugins() {
    return CassandraConfig.PLUGINS;
  }

  @Override
  public PersistenceIdPurge purge() {
    return purge;
  }

  @Override
  public <Q> Q query(Class<Q> capability) {
    return capability.cast(query);
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public Optional<String> unhealthyBecause() {
    StoreHealth now = health.health();
    return now.isHealthy() ? Optional.empty() : Optional.of(now.reason());
  }
}
