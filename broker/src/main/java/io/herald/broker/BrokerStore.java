package io.herald.broker;

import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.journal.PersistenceIdPurge;
import io.herald.persistence.lease.Leases;
import java.util.Optional;

/** The store of a node as the broker sees it: one setting chooses which, no broker code knows. */
public interface BrokerStore {
  /** Where messages and topics are stored, as durably as the node promises. */
  JournalPlugins logPlugins();

  /** Where cursors are stored. */
  JournalPlugins cursorPlugins();

  /** Removes what a persistence id has stored. */
  PersistenceIdPurge purge();

  /** The read journal, which must have this capability. */
  <Q> Q query(Class<Q> capability);

  /** Who owns which partition. */
  Leases leases();

  /** Why the store is not healthy: empty, or what failed last. */
  Optional<String> unhealthyBecause();
}
