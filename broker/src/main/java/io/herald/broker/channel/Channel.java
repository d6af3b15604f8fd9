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
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelRequest;
import io.herald.broker.session.ConnectionMessage.ChannelMoved;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.Settlement;
import io.herald.broker.stats.Counter;
import io.herald.broker.topic.TopicContext;
import io.herald.broker.topic.TopicPartition;
import io.herald.config.ChannelSettings;
import io.herald.config.TopicSettings;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.lease.Ownership;
import io.herald.protocol.message.MessageBatch;
import java.util.ArrayList;
import java.util.List;

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

  record Stored(ActorRef<Done> replyTo) implements Command {}

  private final TopicContext shared;
  private final ChannelSpec spec;
  private final Ownership ownership;
  private final ActorRef<TopicPartition.Command> partition;
  private final TimerScheduler<Command> timers;
  private final CursorFlush cursor;
  private final List<Command> early = new ArrayList<>();
  private final ForeignMessages foreign = new ForeignMessages();

  private LiveChannel live; // null until the cursor has been recovered
  private Configured config;
  private long recoveredTail = -1;
  private long recoveredTo;
  private ReadableTo newestReadable; // what was heard while the cursor was being recovered
  private long earlyForeignCount; // of that

  private Channel(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TopicContext shared,
      ChannelSpec spec,
      Configured config,
      Counter progress,
      Ownership ownership,
      ActorRef<TopicPartition.Command> partition) {
    super(context);
    context.setLoggerName(Channel.class);
    this.timers = timers;
    this.shared = shared;
    this.spec = spec;
    this.ownership = ownership;
    this.config = config;
    this.partition = partition;
    this.cursor =
        spec.isVolatile()
            ? CursorFlush.volatileFrom(
                context, timers, shared, spec.startOffset(), progress, ownership)
            : CursorFlush.durable(
                context,
                timers,
                shared,
                spec.cursorPersistenceId(),
                spec.startOffset(),
                progress,
                ownership);
  }

  /**
   * A channel.
   *
   * @param config what is set for it
   * @param progress where it writes up to which offset everything is finished and stored
   * @param ownership of the partition, what makes a stored change count
   */
  public static Behavior<Command> create(
      TopicContext shared,
      ChannelSpec spec,
      Configured config,
      Counter progress,
      Ownership ownership,
      ActorRef<TopicPartition.Command> partition) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Channel(
                        context, timers, shared, spec, config, progress, ownership, partition)));
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
    if (live != null) {
      live.stopped();
    }
    return this;
  }

  private Behavior<Command> onCommand(Command command) {
    if (command == Close.INSTANCE) {
      return Behaviors.stopped();
    }
    if (command == CloseIfDeserted.INSTANCE && live != null) {
      if (!live.hasConsumers()) {
        return Behaviors.stopped();
      }
      partition.tell(new TopicPartition.ChannelInUse(spec.name()));
      return this;
    }
    if (command instanceof Stored stored) {
      return moved(stored.replyTo());
    }
    if (command instanceof Move move && live == null) {
      return moved(move.replyTo());
    }
    if (command instanceof Configured configured) {
      config = configured;
      if (live != null) {
        live.configure(config);
        live.proceed();
      }
    } else if (command instanceof CursorFlush.Answered answered) {
      onCursorAnswered(answered);
    } else if (live == null) {
      onEarly(command);
    } else {
      live.execute(command);
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
      earlyForeignCount += foreign.note(advanced.batch(), spec.name());
    } else {
      early.add(command);
    }
  }

  private void onCursorAnswered(CursorFlush.Answered answered) {
    CursorState opened = cursor.answered(answered);
    if (opened != null && live == null) {
      start(opened);
    } else if (live != null) {
      live.proceed();
    }
  }

  private void start(CursorState opened) {
    live =
        new LiveChannel(
            getContext(), timers, shared, spec, ownership, partition, cursor, foreign, opened);
    live.configure(config);
    live.recoveredTo(recoveredTo, opened);
    if (newestReadable != null) {
      live.readableTo(newestReadable, earlyForeignCount);
    }
    List<Command> waiting = List.copyOf(early);
    early.clear();
    waiting.forEach(live::execute);
    live.proceed();
  }

  /** Everything is stored, or nothing has happened yet; consumers follow the channel. */
  private Behavior<Command> moved(ActorRef<Done> replyTo) {
    for (Command waiting : early) {
      if (waiting instanceof Subscribe subscribe) {
        subscribe
            .consumer()
            .connection()
            .tell(new ChannelMoved(spec.partition().index(), getContext().getSelf()));
      }
    }
    early.clear();
    if (live != null) {
      live.moveConsumers();
    }
    replyTo.tell(Done.getInstance());
    return Behaviors.stopped();
  }
}
