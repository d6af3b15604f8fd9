package io.herald.persistence.journal;

import akka.Done;
import java.util.concurrent.CompletionStage;

/**
 * Removes every trace of a persistence id: events, snapshots, sequence numbers. Whatever the store
 * is, the caller must see to it that no actor of that id is running. An interrupted purge may be
 * repeated; purging what does not exist succeeds.
 */
public interface PersistenceIdPurge {
  /** Completes when nothing of the id can be read any more. */
  CompletionStage<Done> purge(String persistenceId);
}
