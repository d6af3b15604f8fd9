package io.herald.apps;

import akka.actor.typed.ActorSystem;
import akka.persistence.query.PersistenceQuery;
import io.herald.broker.BrokerStore;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.journal.EmbeddedReadJournal;
import io.herald.persistence.journal.EmbeddedStore;
import io.herald.persistence.journal.PersistenceIdPurge;
import io.herald.persistence.journal.StoreHealth;
import io.herald.persistence.lease.Leases;
import io.herald.persistence.lease.SoleOwner;
import java.util.Optional;

/** The embedded store for the broker. */
final class EmbeddedBrokerStore implements BrokerStore {
  private static final String SNAPSHOTS = "herald.persistence.embedded-snapshot-store";

  private final EmbeddedStore store;
  private final EmbeddedReadJournal query;

  EmbeddedBrokerStore(ActorSystem<?> system, EmbeddedStore store) {
    this.store = store;
    this.query =
        PersistenceQuery.get(system)
            .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER);
  }

  @Override
  public JournalPlugins logPlugins() {
    return plugins("herald.persistence.embedded-journal");
  }

  /** A cursor is at most one flush behind whatever happens, which no fsync would change. */
  @Override
  public JournalPlugins cursorPlugins() {
    return plugins("herald.persistence.embedded-journal-lazy");
  }

  private static JournalPlugins plugins(String journal) {
    return new JournalPlugins(journal, SNAPSHOTS, EmbeddedReadJournal.IDENTIFIER);
  }

  @Override
  public PersistenceIdPurge purge() {
    return store;
  }

  @Override
  public <Q> Q query(Class<Q> capability) {
    return capability.cast(query);
  }

  /** The data directory is locked. */
  @Override
  public Leases leases() {
    return SoleOwner.INSTANCE;
  }

  @Override
  public Optional<String> unhealthyBecause() {
    StoreHealth health = store.health();
    return health.isHealthy() ? Optional.empty() : Optional.of(health.reason());
  }
}
