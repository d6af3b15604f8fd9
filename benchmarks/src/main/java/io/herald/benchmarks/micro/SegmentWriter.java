package io.herald.benchmarks.micro;

import akka.actor.typed.ActorRef;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import io.herald.persistence.partition.MessagesAppended;
import io.herald.persistence.partition.SegmentState;

/** Stores messages as the broker's LogSegment does, without its snapshots and its backoff. */
final class SegmentWriter
    extends EventSourcedBehavior<SegmentWriter.Command, MessagesAppended, SegmentState> {

  /** What it may be asked. */
  sealed interface Command {}

  /** Stores the event. */
  record Write(MessagesAppended event, ActorRef<? super Written> replyTo) implements Command {}

  /** Stops the actor. */
  enum Stop implements Command {
    INSTANCE
  }

  /** The event is stored. */
  record Written(SegmentState state) {}

  static final String JOURNAL = "herald.persistence.embedded-journal";
  static final String SNAPSHOTS = "herald.persistence.embedded-snapshot-store";

  SegmentWriter(String persistenceId) {
    super(PersistenceId.ofUniqueId(persistenceId));
  }

  @Override
  public String journalPluginId() {
    return JOURNAL;
  }

  @Override
  public String snapshotPluginId() {
    return SNAPSHOTS;
  }

  @Override
  public SegmentState emptyState() {
    return SegmentState.EMPTY;
  }

  @Override
  public EventHandler<SegmentState, MessagesAppended> eventHandler() {
    return (state, event) -> state.apply(event, state.lastSequenceNr() + 1);
  }

  @Override
  public CommandHandler<Command, MessagesAppended, SegmentState> commandHandler() {
    return (state, command) ->
        command instanceof Write write
            ? Effect()
                .persist(write.event())
                .thenRun(changed -> write.replyTo().tell(new Written(changed)))
            : Effect().stop();
  }
}
