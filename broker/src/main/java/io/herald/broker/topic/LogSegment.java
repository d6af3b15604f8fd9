package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.SnapshotFailed;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.partition.MessagesAppended;
import io.herald.persistence.partition.SegmentState;
import io.herald.protocol.message.MessageBatch;
import java.time.Duration;
import org.slf4j.event.Level;

/**
 * Stores the messages of one segment of a partition's log: one event for each batch. Its partition
 * sends one {@link Write} at a time and collects meanwhile, so this actor never stashes. Its state
 * is a few numbers and an index; snapshots of it keep recovery short whatever the segment's size.
 */
final class LogSegment
    extends EventSourcedBehavior<LogSegment.Command, MessagesAppended, SegmentState> {

  /** What the partition may ask. */
  sealed interface Command {}

  /** Stores the batch. */
  record Write(MessageBatch batch) implements Command {}

  /** Stops the actor. */
  enum Stop implements Command {
    INSTANCE
  }

  /** What the partition hears. */
  sealed interface Reply extends TopicPartition.Command {}

  /** What is stored so far; comes first, and again after a failure. */
  record Recovered(SegmentState state) implements Reply {}

  /** The batch is stored. */
  record Written(SegmentState state) implements Reply {}

  /**
   * The batch is not known to be stored; {@link Recovered} follows when writing is possible again.
   */
  record WriteFailed() implements Reply {}

  private static final long SNAPSHOT_BYTES = 8L * 1024 * 1024;
  private static final BackoffSupervisorStrategy BACKOFF =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2)
          .withLogLevel(Level.DEBUG); // with a stack trace for each actor; see StoreTrouble

  private final JournalPlugins plugins;
  private final ActorRef<? super Reply> partition;
  private boolean writing; // fields survive the backoff
  private long snapshotAtBytes = SNAPSHOT_BYTES;

  private LogSegment(
      PersistenceId persistenceId, JournalPlugins plugins, ActorRef<? super Reply> partition) {
    super(persistenceId, BACKOFF);
    this.plugins = plugins;
    this.partition = partition;
  }

  static Behavior<Command> create(
      String persistenceId, JournalPlugins plugins, ActorRef<? super Reply> partition) {
    return new LogSegment(PersistenceId.ofUniqueId(persistenceId), plugins, partition);
  }

  /** A segment of an ephemeral topic: it answers the same and stores nothing. */
  static Behavior<Command> ephemeral(ActorRef<? super Reply> partition) {
    partition.tell(new Recovered(SegmentState.EMPTY));
    return Behaviors.receiveMessage(
        command -> {
          if (!(command instanceof Write write)) {
            return Behaviors.stopped();
          }
          MessageBatch batch = write.batch();
          partition.tell(new Written(SegmentState.EMPTY.apply(new MessagesAppended(batch), 0)));
          return Behaviors.same();
        });
  }

  @Override
  public String journalPluginId() {
    return plugins.journal();
  }

  @Override
  public String snapshotPluginId() {
    return plugins.snapshot();
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
  public boolean shouldSnapshot(SegmentState state, MessagesAppended event, long sequenceNr) {
    if (state.bytes() < snapshotAtBytes) {
      return false;
    }
    snapshotAtBytes = state.bytes() + SNAPSHOT_BYTES;
    return true;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.disabled(); // events are the messages: the partition deletes segments
  }

  @Override
  public SignalHandler<SegmentState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(PreRestart.instance(), state -> failed())
        .onSignal(RecoveryFailed.class, (state, signal) -> recoveryFailed(signal))
        .onSignal(SnapshotFailed.class, (state, signal) -> snapshotFailed(signal))
        .onSignal(RecoveryCompleted.instance(), this::recovered)
        .build();
  }

  @Override
  public CommandHandler<Command, MessagesAppended, SegmentState> commandHandler() {
    return (state, command) -> {
      if (!(command instanceof Write write)) {
        return Effect().stop();
      }
      writing = true;
      return Effect()
          .persist(new MessagesAppended(write.batch()))
          .thenRun(
              changed -> {
                writing = false;
                partition.tell(new Written(changed));
              });
    };
  }

  private void failed() {
    if (writing) {
      writing = false;
      StoreTrouble.tell(persistenceId().id(), "could not be written");
      partition.tell(new WriteFailed());
    }
  }

  private void recoveryFailed(RecoveryFailed signal) {
    StoreTrouble.tell(persistenceId().id(), "cannot be read: " + signal.getFailure().getMessage());
  }

  /** The next recovery only takes longer. */
  private void snapshotFailed(SnapshotFailed signal) {
    String reason = signal.getFailure().getMessage();
    StoreTrouble.tell(persistenceId().id(), "could not store a snapshot: " + reason);
  }

  private void recovered(SegmentState state) {
    failed();
    snapshotAtBytes = state.bytes() + SNAPSHOT_BYTES;
    partition.tell(new Recovered(state));
  }
}
