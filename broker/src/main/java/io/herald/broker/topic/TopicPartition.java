package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.herald.broker.channel.Channel;
import io.herald.broker.channel.Consumer;
import io.herald.broker.delivery.KeyWindow;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.session.AppendReply;
import io.herald.broker.stats.TopicStats;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.partition.ManifestState;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.partition.SegmentState;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * One shard of a topic: takes in messages, has them stored, and shows them to its channels. It
 * collects what arrives while a batch is being written, so that under load batches grow instead of
 * queues. Its neighbours are connections (which append), {@link LogSegment} (which stores), {@link
 * Channel} (which delivers) and {@link Topic}, its parent.
 *
 * <p>Of its own it keeps nothing but the {@link PartitionLog} view; what survives is in the
 * manifest and the segments.
 */
public final class TopicPartition extends AbstractBehavior<TopicPartition.Command> {

  /** What may be asked of a partition. */
  public interface Command {}

  /**
   * Stores messages, all or none.
   *
   * @param token names this append in the reply
   * @param frames complete frames without id and time; the partition's from now on
   * @param count how many, at least 1
   * @param bodyBytes of the message bodies
   * @param deferrals counted from 0
   * @param origin what is known of them besides
   */
  public record Append(
      long token,
      byte[] frames,
      int count,
      int bodyBytes,
      Deferrals deferrals,
      Origin origin,
      ActorRef<AppendReply> replyTo)
      implements Command {

    /** The same, to be answered to somebody else. */
    public Append answeredTo(long otherToken, ActorRef<AppendReply> other) {
      return new Append(otherToken, frames, count, bodyBytes, deferrals, origin, other);
    }
  }

  /**
   * Asks for the batch that holds {@code offset}.
   *
   * @param wrap makes the answer a command of the channel that asks, which asks for two reasons
   */
  public record Read(
      long offset, ActorRef<Channel.Command> replyTo, Function<ReadReply, Channel.Command> wrap)
      implements Command {}

  /** The answer to {@link Read}. */
  public sealed interface ReadReply {}

  /** The batch; it may begin behind the offset if what was there is lost. */
  public record Found(MessageBatch batch) implements ReadReply {}

  /**
   * The batch is in the store: in this event or one behind it, if it is not lost.
   *
   * @param endOffset what this persistence id holds ends here
   */
  public record Stored(String persistenceId, long fromSequenceNr, long endOffset)
      implements ReadReply {}

  /** There is nothing yet at the offset, or nothing any more below {@code nextOffset}. */
  public record Missing(long nextOffset) implements ReadReply {}

  /** Hands a subscription to its channel. */
  public record Subscribe(ChannelName channel, int partition, Consumer consumer)
      implements Command {}

  /** Asks the partition, or one of its channels, whatever it is. */
  record Ask(PartitionRequest request, ActorRef<PartitionReply> replyTo) implements Command {}

  /** What the topic has; what is different here is put right. */
  record Agree(TopicOutline outline) implements Command {}

  /** Removes everything the partition has stored. */
  record Delete(ActorRef<Done> replyTo) implements Command {}

  /** Stores what it has begun and ends, because another node takes over. */
  record HandOver(ActorRef<Done> replyTo) implements Command {}

  /** Delivers no more and has the channels flush what they know. */
  record Drain(ActorRef<Done> replyTo) implements Command {}

  /** An ephemeral channel has lost its last consumer. */
  public record ChannelDeserted(ChannelName channel) implements Command {}

  /** A channel that was to be closed as deserted has a consumer again. */
  public record ChannelInUse(ChannelName channel) implements Command {}

  /** A channel has stopped, as it was told to. */
  record ChannelStopped(ChannelName channel) implements Command {}

  /** What a closed channel remembered is gone. */
  record CursorPurged(ChannelName channel) implements Command {}

  /** Everything is gone. */
  record PartitionPurged(ActorRef<Done> replyTo) implements Command {}

  /** A segment is gone. */
  record SegmentPurged(long segment, boolean isPurged) implements Command {}

  private enum ChannelsMoved implements Command {
    INSTANCE
  }

  private record ManifestReplied(EventKeeper.Reply<ManifestState> reply) implements Command {}

  private enum Housekeeping implements Command {
    INSTANCE
  }

  private enum WriteCollected implements Command {
    INSTANCE
  }

  private final PartitionLog log;
  private final PartitionChannels channels;
  private final PartitionSubscriptions subscriptions;
  private final RequestDesk desk;
  private final AppendQueue appends;
  private final TopicStats.Part stats;
  private final PartitionId id;
  private final Ownership ownership;
  private final ActorRef<Topic.Command> topic;
  private boolean isReady;
  private boolean isCollecting;
  private boolean isMoving;
  private ActorRef<Done> deleter; // not null: the topic is deleted
  private ActorRef<Done> successor; // not null: another node takes over

  private TopicPartition(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TopicContext shared,
      PartitionId id,
      TopicOutline outline,
      Ownership ownership,
      ActorRef<Topic.Command> topic) {
    super(context);
    context.setLoggerName(TopicPartition.class);
    this.id = id;
    this.ownership = ownership;
    this.topic = topic;
    this.stats = shared.stats().partition(id.topic(), id.index());
    KeyWindow keys =
        new KeyWindow(
            shared.broker().publishKeyWindow().toMillis(), shared.broker().publishKeysMax());
    this.appends = new AppendQueue(id.index(), shared.store().eventBytesMax(), keys);
    ActorRef<EventKeeper.Reply<ManifestState>> manifestReplies =
        EventKeeper.replies(context, ManifestReplied::new);
    this.log = new PartitionLog(context, shared, id, ownership, keys, manifestReplies);
    this.channels = new PartitionChannels(context, shared, id, log, ownership, topic, outline);
    this.subscriptions = new PartitionSubscriptions(id.index(), channels);
    this.desk = new RequestDesk(context, shared, id, log, channels, ownership);
    Duration check = shared.store().retentionCheckInterval();
    timers.startTimerWithFixedDelay(Housekeeping.INSTANCE, check);
  }

  /**
   * A partition.
   *
   * @param outline what the topic is
   * @param ownership what makes a stored message count
   * @param topic is told when the partition can be published to
   */
  static Behavior<Command> create(
      TopicContext shared,
      PartitionId id,
      TopicOutline outline,
      Ownership ownership,
      ActorRef<Topic.Command> topic) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new TopicPartition(context, timers, shared, id, outline, ownership, topic)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onSignal(PostStop.class, signal -> onStopped())
        .onAnyMessage(this::onCommand)
        .build();
  }

  /**
   * Whatever the reason, also the end of its parent: nobody waits for an answer that never comes.
   */
  private Behavior<Command> onStopped() {
    appends.end("the partition has ended, it is unknown whether the messages are stored");
    return this;
  }

  private Behavior<Command> onCommand(Command command) {
    try {
      execute(command);
      publishStats();
      return this;
    } catch (RuntimeException failure) {
      appends.reject("the partition failed"); // nobody waits for an answer that never comes
      throw failure;
    }
  }

  private void execute(Command command) {
    if (command instanceof Append append) {
      onAppend(append);
    } else if (command == WriteCollected.INSTANCE) {
      isCollecting = false;
      writeNext();
    } else if (command instanceof LogSegment.Written written) {
      onWritten(written.state());
    } else if (command instanceof Read read) {
      read.replyTo().tell(read.wrap().apply(log.read(read.offset())));
    } else if (command instanceof Subscribe subscribe) {
      subscriptions.subscribe(subscribe.channel(), subscribe.consumer());
    } else if (command instanceof Delete delete) {
      onDelete(delete);
    } else if (command instanceof HandOver handOver) {
      onHandOver(handOver);
    } else {
      administer(command);
    }
  }

  private void administer(Command command) {
    if (command instanceof Ask ask) {
      desk.handle(ask);
    } else if (command instanceof RequestDesk.Resumed resumed) {
      resumed.next().run();
    } else if (command instanceof Agree agree) {
      channels.agree(agree.outline());
    } else if (command instanceof Drain drain) {
      channels.drain(drain.replyTo());
    } else {
      onLogCommand(command);
    }
  }

  private void onLogCommand(Command command) {
    if (command instanceof ManifestReplied replied) {
      log.manifestReplied(replied.reply());
      writeNext();
    } else if (command instanceof LogSegment.Recovered recovered) {
      onSegmentRecovered(recovered.state());
    } else if (command instanceof LogSegment.WriteFailed) {
      log.writeFailed();
      appends.reject("the message log cannot be written");
      purgeWhenQuiet();
    } else if (command instanceof ChannelStopped stopped) {
      channels.stopped(stopped.channel());
      purgeWhenQuiet();
    } else if (command instanceof ChannelDeserted deserted) {
      channels.deserted(deserted.channel());
    } else if (command instanceof ChannelInUse inUse) {
      channels.inUse(inUse.channel());
    } else if (command instanceof CursorPurged purged) {
      channels.purged(purged.channel());
    } else if (command instanceof PartitionPurged purged) {
      purged.replyTo().tell(Done.getInstance());
    } else if (command instanceof SegmentPurged purged) {
      log.retention().purged(purged.segment(), purged.isPurged());
    } else if (command == ChannelsMoved.INSTANCE) {
      onChannelsMoved();
    } else if (command == Housekeeping.INSTANCE) {
      log.housekeep(channels.finishedTo(), channels::drop);
    } else {
      throw new AssertionError("unhandled " + command);
    }
  }

  private void onSegmentRecovered(SegmentState segment) {
    log.segmentRecovered(segment);
    appends.recovered(log.keys());
    if (!isReady) {
      isReady = true;
      channels.start(() -> topic.tell(new Topic.PartitionReady(id.index())));
    }
    writeNext();
  }

  private void onAppend(Append append) {
    if (deleter != null) {
      append.replyTo().tell(new AppendReply.TopicGone(append.token()));
      return;
    }
    String refusal = log.refusal(channels::finishedTo, channels::drop);
    if (refusal != null && !appends.isRepeat(append, System.currentTimeMillis())) {
      append.replyTo().tell(new AppendReply.Rejected(append.token(), refusal));
      return;
    }
    appends.add(append);
    if (successor == null) {
      writeCollected();
    }
  }

  /**
   * Writes behind everything that is in the mailbox already. Sockets are read together, so appends
   * come together, and without this the first of them would be a batch of its own.
   */
  private void writeCollected() {
    if (!isCollecting && !appends.isEmpty() && log.isWritable()) {
      isCollecting = true;
      getContext().getSelf().tell(WriteCollected.INSTANCE);
    }
  }

  /** One batch at a time: what arrives meanwhile makes the next one larger. */
  private void writeNext() {
    if (successor != null) {
      handOverWhenQuiet();
    } else if (!appends.isEmpty() && log.isWritable()) {
      MessageBatch batch = appends.nextBatch(log.tail(), nowNanos());
      if (batch != null) {
        log.write(batch);
      }
    }
  }

  private void onWritten(SegmentState segment) {
    LeaseLostException.check(ownership);
    MessageBatch batch = log.written(segment);
    if (deleter != null) {
      appends.turnAway();
      purgeWhenQuiet();
      return;
    }
    stats.messageBytes().add(appends.acknowledge(batch));
    stats.messageCount().add(batch.count());
    channels.tailAdvanced(batch);
    if (successor == null) {
      writeCollected();
    } else {
      handOverWhenQuiet();
    }
  }

  private void publishStats() {
    if (!isReady) {
      return;
    }
    stats.depth().set(log.tail() - Math.max(channels.releasedTo(), log.firstOffset()));
    stats.storedBytes().set(log.storedBytes());
  }

  /** Appends that are not being written wait for the end, and then go to the successor. */
  private void onHandOver(HandOver handOver) {
    successor = handOver.replyTo();
    handOverWhenQuiet();
  }

  private void handOverWhenQuiet() {
    if (deleter == null && !isMoving && log.isQuiet()) {
      isMoving = true;
      ActorRef<Done> moved =
          getContext().messageAdapter(Done.class, done -> ChannelsMoved.INSTANCE);
      channels.move(moved);
    }
  }

  /** A topic that is deleted meanwhile is removed here. */
  private void onChannelsMoved() {
    if (deleter == null) {
      appends.turnAway();
      successor.tell(Done.getInstance());
    }
  }

  private void onDelete(Delete delete) {
    deleter = delete.replyTo();
    appends.turnAway();
    channels.stopAll();
    purgeWhenQuiet();
  }

  /** Files go when nobody writes to them any more. */
  private void purgeWhenQuiet() {
    if (deleter != null && log.isQuiet() && channels.areStopped()) {
      log.purge(channels.persistenceIds(), deleter);
    }
  }

  private static long nowNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }
}
