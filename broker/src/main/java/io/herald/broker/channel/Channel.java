package io.herald.broker.channel;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import akka.stream.Materializer;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.delivery.Limits;
import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelRequest;
import io.herald.broker.session.ConnectionMessage.ChannelMoved;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.Settlement;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.stats.Counter;
import io.herald.broker.topic.TopicContext;
import io.herald.broker.topic.TopicPartition;
import io.herald.config.ChannelSettings;
import io.herald.config.TopicSettings;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.partition.PartitionId;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.name.ChannelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One channel on one partition: takes messages from the partition's newest batches, or from the
 * store when it lags, and shares them out to its consumers. Every decision is {@link
 * ChannelLedger}'s; this actor moves bytes, keeps time, and has {@link CursorFlush} store what
 * changed.
 *
 * <p>A crash may redeliver what was finished since the last flush, nothing else.
 */
public final class Channel extends AbstractBehavior<Channel.Command> {

  /** What a channel may be told. */
  public interface Command {}

  /** A connection wants messages; it hears whether it gets them. */
  public record Subscribe(Consumer consumer) implements Command {}

  /** A connection is gone; what it held is requeued. */
  public record Unsubscribe(long consumer) implements Command {}

  /**
   * What a consumer says about its messages.
   *
   * @param writtenBytes of messages that have gone to its socket since it last said so
   */
  public record Settle(long consumer, Settlement settlement, long writtenBytes)
      implements Command {}

  /** New messages; {@code tail} is behind them, from {@code cachedFrom} on they are in memory. */
  public record TailAdvanced(MessageBatch batch, long tail, long cachedFrom) implements Command {}

  /**
   * The channel may read up to {@code offset}; the log goes up to {@code tail}, from {@code
   * cachedFrom} on it is in memory.
   */
  public record ReadableTo(long offset, long tail, long cachedFrom) implements Command {}

  /** Asks the channel, whatever it is. */
  public record Ask(ChannelRequest request, Asker asker) implements Command {}

  /** Drops all messages below {@code upTo} that the channel may read. */
  public record Empty(long upTo, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /** The topic is full: no message below {@code upTo} is delivered any more. */
  public record Drop(long upTo) implements Command {}

  /** This is set for its topic and for itself from now on. */
  public record Configured(TopicSettings topic, ChannelSettings channel) implements Command {}

  /** Stores everything and delivers no more. */
  public record Drain(ActorRef<Done> replyTo) implements Command {}

  /**
   * The channel goes to another node: stores everything, tells its consumers to follow, and stops;
   * answered when that is done.
   */
  public record Move(ActorRef<Done> replyTo) implements Command {}

  /**
   * A consumer of another node wants to know whether anything was lost between the nodes.
   *
   * @param settlements how many {@link Settle} it has sent
   */
  public record Check(long consumer, long settlements, ActorRef<Checked> replyTo)
      implements Command {}

  /**
   * The answer to {@link Check}, behind everything that was sent to the consumer before.
   *
   * @param told how many messages it was sent
   * @param isComplete whether as many settlements have arrived as it says, and it is known
   */
  public record Checked(long told, boolean isComplete) {}

  /** The channel is deleted: disconnects its consumers and stops. */
  public enum Close implements Command {
    /** The one instance. */
    INSTANCE
  }

  /** The same, but only if it has no consumer. */
  public enum CloseIfDeserted implements Command {
    /** The one instance. */
    INSTANCE
  }

  private record Stored(ActorRef<Done> replyTo) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /** Akka's timers go no further than 248 days; whoever wakes early plans anew. */
  private static final long TICK_MAX_MILLIS = Duration.ofDays(1).toMillis();

  private final TopicContext shared;
  private final PartitionId partitionId;
  private final ChannelName name;
  private final long startOffset;
  private final boolean isVolatile;
  private final boolean isOrdered;
  private final Ownership ownership;
  private final ActorRef<TopicPartition.Command> partition;
  private final TimerScheduler<Command> timers;
  private final ChannelStats stats;
  private final CursorFlush cursor;
  private final List<Command> early = new ArrayList<>();
  private final ForeignMessages foreign = new ForeignMessages();

  private ChannelLedger ledger; // null until the cursor has been recovered
  private Delivery delivery;
  private ChannelConsumers consumers;
  private ChannelDesk desk;
  private Burial burial;
  private TimelineRecorder timeline;
  private Configured config;
  private long recoveredTail = -1;
  private long recoveredTo;
  private ReadableTo newestReadable; // what was heard while the cursor was being recovered
  private long earlyForeignCount; // of that
  private long tickAtMillis = Long.MAX_VALUE;

  private Channel(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TopicContext shared,
      PartitionId partitionId,
      ChannelName name,
      long startOffset,
      boolean isVolatile,
      boolean isOrdered,
      Configured config,
      Counter progress,
      Ownership ownership,
      ActorRef<TopicPartition.Command> partition) {
    super(context);
    this.timers = timers;
    this.shared = shared;
    this.partitionId = partitionId;
    this.name = name;
    this.startOffset = startOffset;
    this.isVolatile = isVolatile;
    this.isOrdered = isOrdered;
    this.ownership = ownership;
    this.config = config;
    this.partition = partition;
    this.stats = shared.stats().topic(partitionId.topic()).channel(name);
    this.cursor =
        isVolatile
            ? CursorFlush.volatileFrom(context, timers, shared, startOffset, progress, ownership)
            : CursorFlush.durable(
                context,
                timers,
                shared,
                partitionId.cursorPersistenceId(name, startOffset),
                startOffset,
                progress,
                ownership);
  }

  /**
   * A channel.
   *
   * @param startOffset where it begins if it has never been there
   * @param isVolatile whether it remembers nothing
   * @param isOrdered whether it delivers one message at a time, in order
   * @param config what is set for it
   * @param progress where it writes up to which offset everything is finished and stored
   * @param ownership of the partition, what makes a stored change count
   */
  public static Behavior<Command> create(
      TopicContext shared,
      PartitionId partitionId,
      ChannelName name,
      long startOffset,
      boolean isVolatile,
      boolean isOrdered,
      Configured config,
      Counter progress,
      Ownership ownership,
      ActorRef<TopicPartition.Command> partition) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Channel(
                        context,
                        timers,
                        shared,
                        partitionId,
                        name,
                        startOffset,
                        isVolatile,
                        isOrdered,
                        config,
                        progress,
                        ownership,
                        partition)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onSignal(PostStop.class, signal -> stopped())
        .onAnyMessage(this::onCommand)
        .build();
  }

  private Behavior<Command> stopped() {
    for (Command waiting : early) {
      if (waiting instanceof Subscribe subscribe) {
        subscribe.consumer().connection().tell(Disconnect.INSTANCE);
      }
    }
    if (delivery != null) {
      delivery.disconnectAll();
      delivery.stopReading();
    }
    return this;
  }

  private Behavior<Command> onCommand(Command command) {
    if (command == Close.INSTANCE) {
      return Behaviors.stopped();
    }
    if (command == CloseIfDeserted.INSTANCE && ledger != null) {
      if (ledger.consumerCount() == 0) {
        return Behaviors.stopped();
      }
      partition.tell(new TopicPartition.ChannelInUse(name));
      return this;
    }
    if (command instanceof Stored stored) {
      return moved(stored.replyTo());
    }
    if (command instanceof Move move && ledger == null) {
      return moved(move.replyTo());
    }
    if (command instanceof Configured configured) {
      config = configured;
      if (ledger != null) {
        configure();
        proceed();
      }
    } else if (command instanceof CursorFlush.Answered answered) {
      onCursorAnswered(answered);
    } else if (ledger == null) {
      onEarly(command);
    } else {
      onLiveCommand(command);
    }
    return this;
  }

  /** Before the cursor is there, commands wait; a tail that moves on is only remembered. */
  private void onEarly(Command command) {
    if (command instanceof ReadableTo readable && recoveredTail < 0) {
      recoveredTail = readable.tail();
      recoveredTo = readable.offset();
      cursor.open(readable.tail());
    } else if (command instanceof ReadableTo readable) {
      newestReadable = readable;
    } else if (command instanceof TailAdvanced advanced) {
      newestReadable = new ReadableTo(advanced.tail(), advanced.tail(), advanced.cachedFrom());
      earlyForeignCount += noteIfForeign(advanced.batch());
    } else {
      early.add(command);
    }
  }

  /** Returns how many messages of the batch are for another channel. */
  private int noteIfForeign(MessageBatch batch) {
    if (batch.origin().isFor(name)) {
      return 0;
    }
    foreign.add(batch.baseOffset(), batch.endOffset());
    return batch.count();
  }

  private void onCursorAnswered(CursorFlush.Answered answered) {
    CursorState opened = cursor.answered(answered);
    if (opened != null && ledger == null) {
      start(opened);
    } else if (ledger != null) {
      proceed();
    }
  }

  private void start(CursorState opened) {
    Limits limits =
        new Limits(
            shared.broker().maxDeferredPerChannel(),
            shared.broker().maxMsgTimeout().toMillis(),
            shared.broker().maxReqTimeout().toMillis(),
            isOrdered);
    ledger = new ChannelLedger(limits, opened, new SplittableRandom());
    int index = partitionId.index();
    HistoryReader history =
        new HistoryReader(shared.history(), Materializer.matFromSystem(getContext().getSystem()));
    delivery =
        new Delivery(
            getContext(),
            shared,
            partitionId,
            name,
            partition,
            history,
            ledger,
            foreign,
            stats.partition(index));
    burial =
        new Burial(getContext(), shared, partitionId, name, partition, history, ledger.burials());
    timeline =
        new TimelineRecorder(
            getContext(),
            timers,
            shared,
            partitionId.timelinePersistenceId(name, startOffset),
            isVolatile,
            ownership,
            ledger,
            delivery);
    consumers = new ChannelConsumers(getContext(), partitionId, name, ledger, delivery, stats);
    desk = new ChannelDesk(ledger, delivery, cursor, timeline, foreign, stats, startOffset);
    stats.paused(opened.paused());
    configure();
    boolean isNew = opened.equals(CursorState.startingAt(startOffset));
    delivery.recoveredTo(recoveredTo, isNew);
    if (newestReadable != null) {
      delivery.readableTo(newestReadable.offset(), newestReadable.cachedFrom(), earlyForeignCount);
    }
    List<Command> waiting = List.copyOf(early);
    early.clear();
    waiting.forEach(this::onLiveCommand);
    proceed();
  }

  private void onLiveCommand(Command command) {
    if (command instanceof TailAdvanced advanced) {
      int foreignCount = noteIfForeign(advanced.batch());
      delivery.tailAdvanced(advanced.batch(), advanced.tail(), advanced.cachedFrom(), foreignCount);
    } else if (command instanceof Settle settle) {
      delivery.settle(settle.consumer(), settle.settlement(), settle.writtenBytes());
    } else if (command instanceof TimelineRecorder.Event event) {
      timeline.happened(event);
    } else if (command instanceof BatchSource.Event event) {
      delivery.happened(event);
    } else if (command instanceof Resumed resumed) {
      resumed.next().run();
    } else if (command instanceof Subscribe subscribe) {
      consumers.subscribe(subscribe.consumer(), shared.broker().maxChannelConsumers());
    } else if (command instanceof Unsubscribe unsubscribe) {
      consumers.remove(unsubscribe.consumer());
      closeIfDeserted();
    } else if (command instanceof ChannelConsumers.Gone gone) {
      consumers.gone(gone);
      closeIfDeserted();
    } else if (command instanceof Check check) {
      check.replyTo().tell(delivery.check(check.consumer(), check.settlements()));
    } else if (command instanceof ReadableTo readable) {
      delivery.readableTo(readable.offset(), readable.cachedFrom(), 0);
    } else if (command == Tick.INSTANCE) {
      tickAtMillis = Long.MAX_VALUE;
      ledger.expire(System.currentTimeMillis());
      delivery.expired();
    } else if (command == CursorFlush.FlushTick.INSTANCE) {
      cursor.flush(ledger);
    } else if (command instanceof Ask ask) {
      ask.request().handle(desk, ask.asker());
    } else if (command instanceof Empty empty) {
      desk.empty(empty.upTo(), empty.replyTo()::tell);
    } else if (command instanceof Drop drop) {
      onDrop(drop.upTo());
    } else if (command instanceof Drain drain) {
      consumers.drain();
      ledger.pause(true);
      burial.stop();
      timeline.flush();
      cursor.drain(ledger, drain.replyTo());
    } else if (command instanceof Move move) {
      onMove(move);
    } else {
      throw new AssertionError("unhandled " + command);
    }
    proceed();
  }

  /** What is set holds from the next delivery on. */
  private void configure() {
    ledger.limitAttempts(config.channel().maxAttempts());
    burial.configure(config.channel().deadLetterTopic());
    delivery.ttl(config.topic().ttl());
    timeline.trace(config.channel().traceOneIn().orElse(config.topic().traceOneIn()));
  }

  /** After anything that happened: delivers what can be, and plans what must be done later. */
  private void proceed() {
    delivery.dispatch();
    burial.proceed();
    planTick();
    cursor.plan(ledger);
    timeline.plan();
    delivery.publishStats();
  }

  /** One timer for all deadlines; it is off while nothing waits for time. */
  private void planTick() {
    long wakeAt = delivery.nextWakeMillis();
    if (wakeAt < tickAtMillis) {
      tickAtMillis = wakeAt;
      long until = wakeAt - System.currentTimeMillis();
      long delay = Math.max(1, Math.min(until, TICK_MAX_MILLIS));
      timers.startSingleTimer(Tick.INSTANCE, Duration.ofMillis(delay));
    }
  }

  private void closeIfDeserted() {
    if (name.isEphemeral() && ledger.consumerCount() == 0) {
      partition.tell(new TopicPartition.ChannelDeserted(name));
    }
  }

  private void onDrop(long upTo) {
    long dropped = desk.drop(upTo);
    if (dropped > 0) {
      getContext()
          .getLog()
          .warn(
              "{}: full, channel {} loses {} messages that it had not finished, below offset {}",
              partitionId,
              name,
              dropped,
              upTo);
    }
  }

  private void onMove(Move move) {
    consumers.move();
    ledger.pause(true);
    burial.stop();
    timeline.flush();
    ActorRef<Done> stored =
        getContext().messageAdapter(Done.class, done -> new Stored(move.replyTo()));
    cursor.drain(ledger, stored);
  }

  /** Everything is stored, or nothing has happened yet; consumers follow the channel. */
  private Behavior<Command> moved(ActorRef<Done> replyTo) {
    for (Command waiting : early) {
      if (waiting instanceof Subscribe subscribe) {
        subscribe
            .consumer()
            .connection()
            .tell(new ChannelMoved(partitionId.index(), getContext().getSelf()));
      }
    }
    early.clear();
    if (consumers != null) {
      consumers.moveAll();
    }
    replyTo.tell(Done.getInstance());
    return Behaviors.stopped();
  }
}
