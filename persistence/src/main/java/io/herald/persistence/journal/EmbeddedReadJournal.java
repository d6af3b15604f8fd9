package io.herald.persistence.journal;

import akka.NotUsed;
import akka.actor.ExtendedActorSystem;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import akka.persistence.query.javadsl.EventsByPersistenceIdQuery;
import akka.stream.javadsl.Source;

/**
 * The read journal over the {@link EmbeddedStore}: {@code
 * PersistenceQuery.get(system).getReadJournalFor(EmbeddedReadJournal.class,
 * EmbeddedReadJournal.IDENTIFIER)}.
 *
 * <p>A stream holds at most two chunks of {@code read-chunk-bytes} (or two events, if those are
 * larger), reads on the store's dispatcher, starts at its first event without reading what comes
 * before, and sees everything confirmed before it was materialized.
 */
public final class EmbeddedReadJournal
    implements CurrentEventsByPersistenceIdQuery,
        EventsByPersistenceIdQuery,
        CurrentPersistenceIdsQuery {
  /** The plugin id. */
  public static final String IDENTIFIER = "herald.persistence.embedded-query";

  private final EmbeddedStore store;
  private final EventSerialization serialization;

  EmbeddedReadJournal(ExtendedActorSystem system) {
    this.store = EmbeddedStore.of(system);
    this.serialization = new EventSerialization(system);
  }

  @Override
  public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
      String persistenceId, long fromSequenceNr, long toSequenceNr) {
    return Source.fromGraph(
        new EventSource(store, serialization, persistenceId, fromSequenceNr, toSequenceNr, false));
  }

  @Override
  public Source<EventEnvelope, NotUsed> eventsByPersistenceId(
      String persistenceId, long fromSequenceNr, long toSequenceNr) {
    return Source.fromGraph(
        new EventSource(store, serialization, persistenceId, fromSequenceNr, toSequenceNr, true));
  }

  @Override
  public Source<String, NotUsed> currentPersistenceIds() {
    return Source.lazyCompletionStage(store::persistenceIds)
        .mapConcat(ids -> ids)
        .mapMaterializedValue(value -> NotUsed.getInstance());
  }
}
