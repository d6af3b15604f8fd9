package io.herald.persistence.cassandra;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.persistence.cassandra.cleanup.Cleanup;
import io.herald.persistence.journal.PersistenceIdPurge;
import java.util.concurrent.CompletionStage;
import scala.jdk.javaapi.FutureConverters;

/** Removes a persistence id from the tables of the journal plugin. */
public final class CassandraPurge implements PersistenceIdPurge {
  private static final boolean FOR_GOOD = true;

  private final Cleanup cleanup;

  /** For the plugin that the system is configured with. */
  public CassandraPurge(ActorSystem<?> system) {
    this.cleanup = new Cleanup(system);
  }

  /**
   * Persistence ids are never used again, so that the sequence number is forgotten, too: nothing is
   * left behind of a deleted segment.
   */
  @Override
  public CompletionStage<Done> purge(String persistenceId) {
    return FutureConverters.asJava(cleanup.deleteAll(persistenceId, FOR_GOOD));
  }
}
