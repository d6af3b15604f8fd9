package io.herald.broker.channel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.SnapshotFailed;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.herald.broker.topic.StoreTrouble;
import io.herald.persistence.cursor.CursorEvent;
import io.herald.persistence.cursor.CursorEvent.ChannelPaused;
import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorEvent.CursorEmptied;
import io.herald.persistence.cursor.CursorEvent.CursorOpened;
import io.herald.persistence.cursor.CursorEvent.CursorRewound;
import io.herald.persistence.cursor.CursorEvent.CursorSeeked;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.lease.OwnedEvents;
import io.herald.persistence.lease.Ownership;
import java.time.Duration;
import java.util.List;
import org.slf4j.event.Level;

/**
 * Keeps what must survive of a channel on one partition. Its neighbour is the channel, which makes
 * all decisions and sends one {@link Advance} at a time.
 *
 * <p>A write that fails is answered with {@link Failed}; the actor then recovers from the journal
 * after a backoff and goes on. Whether the failed event was written is unknown, so every command
 * may be sent again: applied twice it does no harm. An event that cannot be serialized ends the
 * actor, after {@code Failed}.
 */
public final class ChannelCursor
    extends EventSourcedBehavior<ChannelCursor.Command, Object, CursorState> {

  /** What the channel may ask. */
  public sealed interface Command {}

  /** A command that changes a cursor, so one that was opened before. */
  private sealed interface Change extends Command {
    ActorRef<Reply> replyTo();
  }

  /** Answers the cursor; {@code startOffset} counts only if it was never opened. */
  public record Open(long startOffset, ActorRef<Reply> replyTo) implements Command {}

  /** Flushes what the ledger gathered. */
  public record Advance(CursorAdvanced delta, ActorRef<Reply> replyTo) implements Change {}

  /** Pauses the channel, or lets it go on. */
  public record SetPaused(boolean paused, ActorRef<Reply> replyTo) implements Change {}

  /** Drops every message below {@code upTo}. */
  public record Empty(long upTo, ActorRef<Reply> replyTo) implements Change {}

  /** Goes on at {@code offset}, back or forth. */
  public record Seek(long offset, ActorRef<Reply> replyTo) implements Change {}

  /** The log ends at {@code tail}, maybe before what the cursor has seen. */
  public record Rewind(long tail, ActorRef<Reply> replyTo) implements Change {}

  /**
   * Changes nothing. When a write of several events fails, Akka stashes a failure for each, and
   * what was stashed behind them is not looked at before another command has been done.
   */
  private enum Nudge implements Command {
    INSTANCE
  }

  /** Stops the actor when what is being written is written. */
  public enum Stop implements Command {
    INSTANCE
  }

  /** What the channel hears, once for each command but {@link Stop}. */
  public sealed interface Reply {}

  /** The cursor as it was recovered, opened or rewound. */
  public record Opened(CursorState cursor) implements Reply {}

  /** It is in the journal. */
  public enum Persisted implements Reply {
    INSTANCE
  }

  /** It is not known to be in the journal; ask again. */
  public record Failed(String reason) implements Reply {}

  private static final int EVENTS_PER_SNAPSHOT = 1000;
  private static final int SNAPSHOTS_KEPT = 2;
  private static final BackoffSupervisorStrategy BACKOFF =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2)
          .withLogLevel(Level.DEBUG); // with a stack trace for each actor; see StoreTrouble

  private final ActorContext<Command> context;
  private final JournalPlugins plugins;
  private final OwnedEvents<CursorEvent, CursorState> events;
  private ActorRef<Reply> waiting; // for the write under way; fields survive the backoff

  private ChannelCursor(
      ActorContext<Command> context,
      PersistenceId persistenceId,
      JournalPlugins plugins,
      Ownership ownership) {
    super(persistenceId, BACKOFF);
    this.context = context;
    this.plugins = plugins;
    this.events = new OwnedEvents<>(CursorState::apply);
    events.ownedBy(ownership);
  }

  /** A cursor whose events are written under this ownership. */
  public static Behavior<Command> create(
      PersistenceId persistenceId, JournalPlugins plugins, Ownership ownership) {
    return Behaviors.setup(
        context -> new ChannelCursor(context, persistenceId, plugins, ownership));
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
  public CursorState emptyState() {
    return CursorState.NEVER_OPENED;
  }

  @Override
  public EventHandler<CursorState, Object> eventHandler() {
    return (cursor, event) -> events.apply(cursor, event, () -> lastSequenceNumber(context));
  }

  @Override
  public EventAdapter<Object, Object> eventAdapter() {
    return events;
  }

  @Override
  public CommandHandler<Command, Object, CursorState> commandHandler() {
    return this::onCommand;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, SNAPSHOTS_KEPT)
        .withDeleteEventsOnSnapshot();
  }

  @Override
  public SignalHandler<CursorState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(PreRestart.instance(), cursor -> writeFailed())
        .onSignal(RecoveryFailed.class, (cursor, signal) -> recoveryFailed(signal))
        .onSignal(SnapshotFailed.class, (cursor, signal) -> snapshotFailed(signal))
        .onSignal(RecoveryCompleted.instance(), cursor -> recoveryCompleted())
        .onSignal(PostStop.instance(), cursor -> failWaiting("the cursor stopped"))
        .build();
  }

  private Effect<Object, CursorState> onCommand(CursorState cursor, Command command) {
    if (command instanceof Open open) {
      return onOpen(cursor, open);
    }
    if (command == Nudge.INSTANCE) {
      return Effect().none();
    }
    if (command == Stop.INSTANCE) {
      return Effect().stop();
    }
    if (command instanceof Change change) {
      return cursor.isOpen()
          ? onChange(cursor, change)
          : Effect().reply(change.replyTo(), new Failed("the cursor was never opened"));
    }
    throw new AssertionError("unhandled " + command);
  }

  private Effect<Object, CursorState> onChange(CursorState cursor, Change change) {
    if (change instanceof Advance advance) {
      return persist(advance.delta(), advance.replyTo());
    }
    if (change instanceof SetPaused setPaused) {
      return onSetPaused(cursor, setPaused);
    }
    if (change instanceof Empty empty) {
      return persist(new CursorEmptied(empty.upTo()), empty.replyTo());
    }
    if (change instanceof Seek seek) {
      return persist(new CursorSeeked(seek.offset()), seek.replyTo());
    }
    if (change instanceof Rewind rewind) {
      return onRewind(cursor, rewind);
    }
    throw new AssertionError("unhandled " + change);
  }

  private Effect<Object, CursorState> onOpen(CursorState cursor, Open open) {
    if (cursor.isOpen()) {
      return Effect().reply(open.replyTo(), new Opened(cursor));
    }
    return persist(new CursorOpened(open.startOffset()), open.replyTo(), true);
  }

  private Effect<Object, CursorState> onSetPaused(CursorState cursor, SetPaused command) {
    if (cursor.paused() == command.paused()) {
      return Effect().reply(command.replyTo(), Persisted.INSTANCE);
    }
    return persist(new ChannelPaused(command.paused()), command.replyTo());
  }

  private Effect<Object, CursorState> onRewind(CursorState cursor, Rewind rewind) {
    if (cursor.readTo() <= rewind.tail()) {
      return Effect().reply(rewind.replyTo(), new Opened(cursor));
    }
    return persist(new CursorRewound(rewind.tail()), rewind.replyTo(), true);
  }

  private Effect<Object, CursorState> persist(CursorEvent event, ActorRef<Reply> replyTo) {
    return persist(event, replyTo, false);
  }

  private Effect<Object, CursorState> persist(
      CursorEvent event, ActorRef<Reply> replyTo, boolean answersCursor) {
    waiting = replyTo;
    return Effect()
        .persist(events.toWrite(List.of(event)))
        .thenRun(
            cursor -> {
              waiting = null;
              replyTo.tell(answersCursor ? new Opened(cursor) : Persisted.INSTANCE);
            });
  }

  private void writeFailed() {
    if (waiting != null) {
      StoreTrouble.tell(persistenceId().id(), "could not be written");
    }
    failWaiting("the write failed");
  }

  private void recoveryCompleted() {
    recovered("the write failed");
    for (int n = 0; n < events.lastWrite(); n++) {
      context.getSelf().tell(Nudge.INSTANCE);
    }
  }

  private void recoveryFailed(RecoveryFailed signal) {
    StoreTrouble.tell(persistenceId().id(), "cannot be read: " + signal.getFailure().getMessage());
    recovered("recovery failed");
  }

  /** The events stay instead. */
  private void snapshotFailed(SnapshotFailed signal) {
    String reason = signal.getFailure().getMessage();
    StoreTrouble.tell(persistenceId().id(), "could not store a snapshot: " + reason);
  }

  private void recovered(String failure) {
    events.recovered();
    failWaiting(failure);
  }

  private void failWaiting(String reason) {
    if (waiting != null) {
      waiting.tell(new Failed(reason));
      waiting = null;
    }
  }
}
