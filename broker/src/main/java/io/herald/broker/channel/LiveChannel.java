package io.herald.broker.channel;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.Materializer;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.delivery.Limits;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.topic.TopicContext;
import io.herald.broker.topic.TopicPartition;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.lease.Ownership;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A channel whose cursor is there: everything that delivers, stores and looks, put together, and
 * what each command does with it. Belongs to one {@link Channel} and runs in it.
 */
final class LiveChannel {
  private enum Tick implements Channel.Command {
    INSTANCE
  }

  /** Akka's timers go no further than 248 days; whoever wakes early plans anew. */
  private static final long TICK_MAX_MILLIS = Duration.ofDays(1).toMillis();

  private final ActorContext<Channel.Command> context;
  private final TimerScheduler<Channel.Command> timers;
  private final ChannelSpec spec;
  private final ActorRef<TopicPartition.Command> partition;
  private final int consumersMax;
  private final CursorFlush cursor;
  private final ForeignMessages foreign;
  private final ChannelLedger ledger;
  private final Delivery delivery;
  private final ChannelConsumers consumers;
  private final ChannelDesk desk;
  private final Burial burial;
  private final TimelineRecorder timeline;
  private long tickAtMillis = Long.MAX_VALUE;

  /** Goes on where {@code opened} was stored last. */
  LiveChannel(
      ActorContext<Channel.Command> context,
      TimerScheduler<Channel.Command> timers,
      TopicContext shared,
      ChannelSpec spec,
      Ownership ownership,
      ActorRef<TopicPartition.Command> partition,
      CursorFlush cursor,
      ForeignMessages foreign,
      CursorState opened) {
    this.context = context;
    this.timers = timers;
    this.spec = spec;
    this.partition = partition;
    this.consumersMax = shared.broker().maxChannelConsumers();
    this.cursor = cursor;
    this.foreign = foreign;
    Limits limits =
        new Limits(
            shared.broker().maxDeferredPerChannel(),
            shared.broker().maxMsgTimeout().toMillis(),
            shared.broker().maxReqTimeout().toMillis(),
            spec.isOrdered());
    ChannelStats stats = shared.stats().topic(spec.partition().topic()).channel(spec.name());
    HistoryReader history =
        new HistoryReader(shared.history(), Materializer.matFromSystem(context.getSystem()));
    this.ledger = new ChannelLedger(limits, opened, new SplittableRandom());
    this.delivery =
        new Delivery(
            context,
            shared,
            spec.partition(),
            spec.name(),
            partition,
            history,
            ledger,
            foreign,
            stats.partition(spec.partition().index()));
    this.burial =
        new Burial(
            context, shared, spec.partition(), spec.name(), partition, history, ledger.burials());
    this.timeline =
        new TimelineRecorder(
            context,
            timers,
            shared,
            spec.timelinePersistenceId(),
            spec.isVolatile(),
            ownership,
            ledger,
            delivery);
    this.consumers =
        new ChannelConsumers(context, spec.partition(), spec.name(), ledger, delivery, stats);
    this.desk =
        new ChannelDesk(ledger, delivery, cursor, timeline, foreign, stats, spec.startOffset());
    stats.paused(opened.paused());
  }

  /** The first offset that may not be read, when the cursor is recovered. */
  void recoveredTo(long offset, CursorState opened) {
    delivery.recoveredTo(offset, opened.equals(CursorState.startingAt(spec.startOffset())));
  }

  /** What was heard meanwhile; {@code foreignCount} of the messages are for other channels. */
  void readableTo(Channel.ReadableTo readable, long foreignCount) {
    delivery.readableTo(readable.offset(), readable.cachedFrom(), foreignCount);
  }

  boolean hasConsumers() {
    return ledger.consumerCount() > 0;
  }

  /** Tells the consumers that the channel goes on elsewhere. */
  void moveConsumers() {
    consumers.moveAll();
  }

  /** The channel's actor ends. */
  void stopped() {
    delivery.disconnectAll();
    delivery.stopReading();
  }

  void execute(Channel.Command command) {
    if (command instanceof Channel.TailAdvanced advanced) {
      int foreignCount = foreign.note(advanced.batch(), spec.name());
      delivery.tailAdvanced(advanced.batch(), advanced.tail(), advanced.cachedFrom(), foreignCount);
    } else if (command instanceof Channel.Settle settle) {
      delivery.settle(settle.consumer(), settle.settlement(), settle.writtenBytes());
    } else if (command instanceof TimelineRecorder.Event event) {
      timeline.happened(event);
    } else if (command instanceof BatchSource.Event event) {
      delivery.happened(event);
    } else if (command instanceof Resumed resumed) {
      resumed.next().run();
    } else if (command instanceof Channel.Subscribe subscribe) {
      consumers.subscribe(subscribe.consumer(), consumersMax);
    } else if (command instanceof Channel.Unsubscribe unsubscribe) {
      consumers.remove(unsubscribe.consumer());
      closeIfDeserted();
    } else if (command instanceof ChannelConsumers.Gone gone) {
      consumers.gone(gone);
      closeIfDeserted();
    } else if (command instanceof Channel.Check check) {
      check.replyTo().tell(delivery.check(check.consumer(), check.settlements()));
    } else if (command instanceof Channel.ReadableTo readable) {
      delivery.readableTo(readable.offset(), readable.cachedFrom(), 0);
    } else if (command == Tick.INSTANCE) {
      tickAtMillis = Long.MAX_VALUE;
      ledger.expire(System.currentTimeMillis());
      delivery.expired();
    } else if (command == CursorFlush.FlushTick.INSTANCE) {
      cursor.flush(ledger);
    } else if (command instanceof Channel.Ask ask) {
      ask.request().handle(desk, ask.asker());
    } else if (command instanceof Channel.Drop drop) {
      onDrop(drop.upTo());
    } else if (command instanceof Channel.Drain drain) {
      consumers.drain();
      ledger.pause(true);
      burial.stop();
      timeline.flush();
      cursor.drain(ledger, drain.replyTo());
    } else if (command instanceof Channel.Move move) {
      onMove(move);
    } else {
      throw new AssertionError("unhandled " + command);
    }
    proceed();
  }

  /** What is set holds from the next delivery on. */
  void configure(Channel.Configured config) {
    ledger.limitAttempts(config.channel().maxAttempts());
    burial.configure(config.channel().deadLetterTopic());
    delivery.ttl(config.topic().ttl());
    timeline.trace(config.channel().traceOneIn().orElse(config.topic().traceOneIn()));
  }

  /** After anything that happened: delivers what can be, and plans what must be done later. */
  void proceed() {
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
    if (spec.name().isEphemeral() && ledger.consumerCount() == 0) {
      partition.tell(new TopicPartition.ChannelDeserted(spec.name()));
    }
  }

  private void onDrop(long upTo) {
    long dropped = desk.drop(upTo);
    if (dropped > 0) {
      context
          .getLog()
          .warn(
              "{}: full, channel {} loses {} messages that it had not finished, below offset {}",
              spec.partition(),
              spec.name(),
              dropped,
              upTo);
    }
  }

  private void onMove(Channel.Move move) {
    consumers.move();
    ledger.pause(true);
    burial.stop();
    timeline.flush();
    ActorRef<Done> stored =
        context.messageAdapter(Done.class, done -> new Channel.Stored(move.replyTo()));
    cursor.drain(ledger, stored);
  }
}
