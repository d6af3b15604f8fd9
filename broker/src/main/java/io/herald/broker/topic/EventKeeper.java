package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
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
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.lease.OwnedEvents;
import io.herald.persistence.lease.Ownership;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.event.Level;

/**
 * Keeps the events of one persistence id for a plain actor, its owner, that makes all decisions: so
 * the owner goes on with its work while an event is being written. The owner sends one {@link
 * Persist} at a time, see {@link KeptState}.
 *
 * <p>What it has answered with {@link Kept} survives; what it answers with {@link NotKept} may.
 */
public final class EventKeeper<E, S>
    extends EventSourcedBehavior<EventKeeper.Command<E>, Object, S> {

  /** What the owner may ask. */
  public sealed interface Command<E> {}

  /** Stores the events, all or none. */
  record Persist<E>(List<E> events) implements Command<E> {}

  /** Says under which ownership events are written; comes before the first. */
  record Own<E>(Ownership ownership) implements Command<E> {}

  /**
   * Changes nothing. When a write of several events fails, Akka stashes a failure for each, and
   * what was stashed behind them is not looked at before another command has been done.
   */
  private record Nudge<E>() implements Command<E> {}

  /** Stops the actor. */
  record Stop<E>() implements Command<E> {}

  /** What the owner hears. */
  public sealed interface Reply<S> {}

  /** What the events of earlier lives have made; comes first, and again after {@link NotKept}. */
  record Recovered<S>(S state) implements Reply<S> {}

  /** The events are stored. */
  record Kept<S>(S state) implements Reply<S> {}

  /** The events are not known to be stored. */
  record NotKept<S>() implements Reply<S> {}

  private static final int EVENTS_PER_SNAPSHOT = 200;
  private static final int SNAPSHOTS_KEPT = 2;
  private static final BackoffSupervisorStrategy BACKOFF =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2)
          .withLogLevel(Level.DEBUG); // with a stack trace for each actor; see StoreTrouble

  private final ActorContext<Command<E>> context;
  private final JournalPlugins plugins;
  private final S emptyState;
  private final OwnedEvents<E, S> events;
  private final ActorRef<Reply<S>> owner;
  private boolean writing; // fields survive the backoff

  private EventKeeper(
      ActorContext<Command<E>> context,
      PersistenceId persistenceId,
      JournalPlugins plugins,
      S emptyState,
      OwnedEvents<E, S> events,
      ActorRef<Reply<S>> owner) {
    super(persistenceId, BACKOFF);
    this.context = context;
    this.plugins = plugins;
    this.emptyState = emptyState;
    this.events = events;
    this.owner = owner;
  }

  /** How the keeper's replies reach an owner as messages of its own. */
  @SuppressWarnings("unchecked") // the class of a generic type has no type argument
  public static <T, S> ActorRef<Reply<S>> replies(
      ActorContext<T> owner, Function<Reply<S>, ? extends T> wrap) {
    return owner.messageAdapter((Class<Reply<S>>) (Class<?>) Reply.class, wrap::apply);
  }

  /** A keeper whose events survive. */
  public static <E, S> Behavior<Command<E>> durable(
      String persistenceId,
      JournalPlugins plugins,
      S emptyState,
      BiFunction<S, E, S> apply,
      ActorRef<Reply<S>> owner) {
    return Behaviors.setup(
        context ->
            new EventKeeper<>(
                context,
                PersistenceId.ofUniqueId(persistenceId),
                plugins,
                emptyState,
                new OwnedEvents<>(apply),
                owner));
  }

  /** A keeper for what is ephemeral: it answers the same and writes nothing. */
  public static <E, S> Behavior<Command<E>> ephemeral(
      S emptyState, BiFunction<S, E, S> apply, ActorRef<Reply<S>> owner) {
    owner.tell(new Recovered<>(emptyState));
    return remembering(emptyState, apply, owner);
  }

  private static <E, S> Behavior<Command<E>> remembering(
      S state, BiFunction<S, E, S> apply, ActorRef<Reply<S>> owner) {
    return Behaviors.receiveMessage(
        command -> {
          if (command instanceof Own || command instanceof Nudge) {
            return Behaviors.same();
          }
          if (!(command instanceof Persist<E> persist)) {
            return Behaviors.stopped();
          }
          S changed = state;
          for (E event : persist.events()) {
            changed = apply.apply(changed, event);
          }
          owner.tell(new Kept<>(changed));
          return remembering(changed, apply, owner);
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
  public S emptyState() {
    return emptyState;
  }

  @Override
  public EventHandler<S, Object> eventHandler() {
    return (state, event) -> events.apply(state, event, () -> lastSequenceNumber(context));
  }

  @Override
  public EventAdapter<Object, Object> eventAdapter() {
    return events;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, SNAPSHOTS_KEPT)
        .withDeleteEventsOnSnapshot();
  }

  @Override
  public SignalHandler<S> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(PreRestart.instance(), state -> failed())
        .onSignal(RecoveryFailed.class, (state, signal) -> recoveryFailed(signal))
        .onSignal(SnapshotFailed.class, (state, signal) -> snapshotFailed(signal))
        .onSignal(RecoveryCompleted.instance(), this::recovered)
        .build();
  }

  @Override
  public CommandHandler<Command<E>, Object, S> commandHandler() {
    return (state, command) -> {
      if (command instanceof Own<E> own) {
        events.ownedBy(own.ownership());
        return Effect().none();
      }
      if (command instanceof Nudge) {
        return Effect().none();
      }
      if (!(command instanceof Persist<E> persist)) {
        return Effect().stop();
      }
      writing = true;
      return Effect()
          .persist(events.toWrite(persist.events()))
          .thenRun(
              changed -> {
                writing = false;
                owner.tell(new Kept<>(changed));
              });
    };
  }

  private void failed() {
    if (writing) {
      writing = false;
      StoreTrouble.tell(persistenceId().id(), "could not be written");
      owner.tell(new NotKept<>());
    }
  }

  private void recoveryFailed(RecoveryFailed signal) {
    events.recovered();
    StoreTrouble.tell(persistenceId().id(), "cannot be read: " + signal.getFailure().getMessage());
  }

  /** The events stay instead. */
  private void snapshotFailed(SnapshotFailed signal) {
    String reason = signal.getFailure().getMessage();
    StoreTrouble.tell(persistenceId().id(), "could not store a snapshot: " + reason);
  }

  private void recovered(S state) {
    for (int n = 0; n < events.lastWrite(); n++) {
      context.getSelf().tell(new Nudge<>());
    }
    events.recovered();
    failed();
    owner.tell(new Recovered<>(state));
  }
}
