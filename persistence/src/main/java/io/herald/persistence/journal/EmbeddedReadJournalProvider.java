package io.herald.persistence.journal;

import akka.NotUsed;
import akka.actor.ExtendedActorSystem;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.ReadJournalProvider;
import akka.persistence.query.scaladsl.CurrentEventsByPersistenceIdQuery;
import akka.persistence.query.scaladsl.CurrentPersistenceIdsQuery;
import akka.persistence.query.scaladsl.EventsByPersistenceIdQuery;
import akka.stream.scaladsl.Source;

/** Gives Akka the {@link EmbeddedReadJournal} for Java and the same one for Scala. */
public final class EmbeddedReadJournalProvider implements ReadJournalProvider {
  private final EmbeddedReadJournal journal;

  /** Called by Akka. */
  public EmbeddedReadJournalProvider(ExtendedActorSystem system) {
    this.journal = new EmbeddedReadJournal(system);
  }

  @Override
  public akka.persistence.query.javadsl.ReadJournal javadslReadJournal() {
    return journal;
  }

  @Override
  public akka.persistence.query.scaladsl.ReadJournal scaladslReadJournal() {
    return new ForScala(journal);
  }

  private record ForScala(EmbeddedReadJournal journal)
      implements CurrentEventsByPersistenceIdQuery,
          EventsByPersistenceIdQuery,
          CurrentPersistenceIdsQuery {
    @Override
    public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
        String persistenceId, long fromSequenceNr, long toSequenceNr) {
      return journal
          .currentEventsByPersistenceId(persistenceId, fromSequenceNr, toSequenceNr)
          .asScala();
    }

    @Override
    public Source<EventEnvelope, NotUsed> eventsByPersistenceId(
        String persistenceId, long fromSequenceNr, long toSequenceNr) {
      return journal.eventsByPersistenceId(persistenceId, fromSequenceNr, toSequenceNr).asScala();
    }

    @Override
    public Source<String, NotUsed> currentPersistenceIds() {
      return journal.currentPersistenceIds().asScala();
    }
  }
}
