package io.herald.broker.channel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.delivery.MessageObserver;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.topic.EventKeeper;
import io.herald.broker.topic.KeptState;
import io.herald.broker.topic.TopicContext;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.timeline.Happening;
import io.herald.persistence.timeline.Timeline;
import io.herald.persistence.timeline.TimelineEntry;
import io.herald.persistence.timeline.TimelineNoted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps what happens to messages that are traced, coalesced as {@link CursorFlush} does it. While
 * nobody traces it does nothing, and the ledger tells it nothing. Belongs to one {@link Channel}
 * and runs in it.
 *
 * <p>Which messages are traced is decided by their offset, so that of a message everything is kept
 * or nothing.
 */
final class TimelineRecorder implements MessageObserver {
  /** What the recorder hears through its channel. */
  sealed interface Event extends Channel.Command {}

  private record KeeperReplied(EventKeeper.Reply<Timeline> reply) implements Event {}

  private enum FlushTick implements Event {
    INSTANCE
  }

  private static final int ENTRIES_PER_EVENT_MAX = 5_000;

  /** Spreads neighbouring offsets. */
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final ActorContext<Channel.Command> context;
  private final TimerScheduler<Channel.Command> timers;
  private final TopicContext shared;
  private final String persistenceId;
  private final boolean isVolatile;
  private final Ownership ownership;
  private final ChannelLedger ledger;
  private final Delivery delivery;
  private final Deque<TimelineEntry> pending = new ArrayDeque<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private KeptState<TimelineNoted, Timeline> kept; // null until it is needed
  private int oneIn; // 0 = nobody traces
  private boolean isPlanned;

  /**
   * Nothing is traced.
   *
   * @param isVolatile whether what happens is to be forgotten with the channel's actor
   */
  TimelineRecorder(
      ActorContext<Channel.Command> context,
      TimerScheduler<Channel.Command> timers,
      TopicContext shared,
      String persistenceId,
      boolean isVolatile,
      Ownership ownership,
      ChannelLedger ledger,
      Delivery delivery) {
    this.context = context;
    this.timers = timers;
    this.shared = shared;
    this.persistenceId = persistenceId;
    this.isVolatile = isVolatile;
    this.ownership = ownership;
    this.ledger = ledger;
    this.delivery = delivery;
  }

  /** One of so many messages is traced from now on; 0 = none. */
  void trace(int oneMessageIn) {
    oneIn = oneMessageIn;
    ledger.observer(oneIn == 0 ? null : this);
    if (oneIn > 0) {
      startKeeper();
    }
  }

  private void startKeeper() {
    if (kept != null) {
      return;
    }
    ActorRef<EventKeeper.Reply<Timeline>> replies =
        EventKeeper.replies(context, KeeperReplied::new);
    Behavior<EventKeeper.Command<TimelineNoted>> keeper =
        isVolatile
            ? EventKeeper.ephemeral(Timeline.EMPTY, Timeline::apply, replies)
            : EventKeeper.durable(
                persistenceId, shared.logPlugins(), Timeline.EMPTY, Timeline::apply, replies);
    kept =
        new KeptState<>(
            context.spawn(keeper, "timeline", DispatcherSelector.sameAsParent()), ownership);
  }

  @Override
  public void happened(Happening what, long offset, long consumer, int attempts) {
    if (!isTraced(offset)) {
      return;
    }
    io.herald.broker.channel.Consumer client =
        consumer == NOBODY ? null : delivery.consumer(consumer);
    ClientStats stats = client == null ? null : client.stats();
    pending.add(
        new TimelineEntry(
            offset,
            System.currentTimeMillis(),
            what,
            attempts,
            stats == null ? "" : stats.identity().clientId(),
            stats == null ? "" : stats.remoteAddress()));
    if (pending.size() > shared.broker().traceEntriesMax()) {
      pending.removeFirst();
    }
  }

  private boolean isTraced(long offset) {
    return oneIn == 1 || Long.remainderUnsigned((offset * MIX) >>> Integer.SIZE, oneIn) == 0;
  }

  /** Plans a flush, unless there is one or nothing has happened. */
  void plan() {
    if (!isPlanned && !pending.isEmpty() && !kept.isWriting()) {
      isPlanned = true;
      timers.startSingleTimer(FlushTick.INSTANCE, shared.store().cursorFlushInterval());
    }
  }

  void happened(Event event) {
    if (event instanceof KeeperReplied replied) {
      kept.replied(replied.reply());
      waiting.forEach(Runnable::run);
      waiting.clear();
    } else {
      isPlanned = false;
      flush();
    }
  }

  /** Stores what has happened, as far as that is possible now. */
  void flush() {
    if (pending.isEmpty() || kept.isWriting() || kept.state() == null || !ownership.isValid()) {
      return;
    }
    List<TimelineEntry> entries = new ArrayList<>();
    while (entries.size() < ENTRIES_PER_EVENT_MAX && !pending.isEmpty()) {
      entries.add(pending.removeFirst());
    }
    kept.persist(
        List.of(new TimelineNoted(entries, shared.broker().traceEntriesMax())),
        () -> {},
        () -> {
          for (int n = entries.size() - 1; n >= 0; n--) {
            pending.addFirst(entries.get(n));
          }
        });
  }

  /**
   * Says what happened to one message, oldest first, as far as it is kept. After a failed write the
   * same may be stored twice; it is said once.
   */
  void timeline(long offset, Consumer<List<TimelineEntry>> then) {
    startKeeper();
    if (kept.state() == null) {
      waiting.add(() -> timeline(offset, then));
      return;
    }
    then.accept(
        Stream.concat(
                kept.state().of(offset).stream(),
                pending.stream().filter(entry -> entry.offset() == offset))
            .distinct()
            .toList());
  }
}
