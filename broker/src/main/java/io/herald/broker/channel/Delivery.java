package io.herald.broker.channel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.delivery.LocalFirst;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.ConnectionMessage.Failure;
import io.herald.broker.session.ConnectionMessage.MoreWaits;
import io.herald.broker.session.ConnectionMessage.ReadySet;
import io.herald.broker.session.ConnectionMessage.SettleFailed;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.session.Settlement;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.topic.TopicContext;
import io.herald.broker.topic.TopicPartition;
import io.herald.persistence.partition.PartitionId;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The moving part of a channel: offers what can be read to the ledger, and sends what the ledger
 * hands out, one message for each consumer and round. Belongs to one {@link Channel} and runs in
 * it.
 */
final class Delivery {
  private final PartitionId partitionId;
  private final ChannelLedger ledger;
  private final ForeignMessages foreign;
  private final LocalFirst localFirst;
  private final ChannelStats.Part stats;
  private final long unwrittenBytesMax;
  private final BatchSource batches;
  private final RedeliveryRound redeliveries;
  private final ExpiryClock clock = new ExpiryClock();
  private final Map<Long, Outbox> outboxes = new HashMap<>();
  private final Set<Outbox> touched = new LinkedHashSet<>();

  /** Who is to hear, when this round is over, that its ready count holds. */
  private final List<Outbox> asking = new ArrayList<>();

  /** Who is to hear when messages begin to wait for room. */
  private final Set<Outbox> listening = new LinkedHashSet<>();

  /** Where in the batch on offer the next frame begins. */
  private MessageBatch offered;

  private long walkedOffset;
  private int walkedPosition;

  Delivery(
      ActorContext<Channel.Command> context,
      TopicContext shared,
      PartitionId partitionId,
      ChannelName channel,
      ActorRef<TopicPartition.Command> partition,
      HistoryReader history,
      ChannelLedger ledger,
      ForeignMessages foreign,
      ChannelStats.Part stats) {
    this.partitionId = partitionId;
    this.ledger = ledger;
    this.foreign = foreign;
    this.localFirst = new LocalFirst(ledger::ready);
    this.stats = stats;
    this.unwrittenBytesMax = shared.broker().maxUndeliveredBytes();
    this.batches = new BatchSource(context, partition, history, channel, ledger);
    this.redeliveries =
        new RedeliveryRound(context, partition, history, ledger, clock, this::deliverAgain);
  }

  void add(Consumer consumer) {
    outboxes.put(consumer.id(), new Outbox(consumer, partitionId.index(), unwrittenBytesMax));
    localFirst.add(consumer.id(), consumer.isLocal());
  }

  void remove(long consumer) {
    Outbox gone = outboxes.remove(consumer);
    localFirst.remove(consumer);
    if (gone != null) {
      asking.removeIf(gone::equals);
      listening.remove(gone);
    }
  }

  /** The consumer of this id; null if it is not here. */
  Consumer consumer(long id) {
    Outbox outbox = outboxes.get(id);
    return outbox == null ? null : outbox.consumer();
  }

  List<Consumer> consumers() {
    return outboxes.values().stream().map(Outbox::consumer).toList();
  }

  /** What a consumer's side compares with what it has seen. */
  Channel.Checked check(long consumer, long settlementsSent) {
    Outbox outbox = outboxes.get(consumer);
    return outbox == null ? new Channel.Checked(0, false) : outbox.check(settlementsSent);
  }

  void disconnectAll() {
    for (Outbox outbox : outboxes.values()) {
      outbox.consumer().connection().tell(Disconnect.INSTANCE);
    }
  }

  /** {@code foreignCount} messages of the batch are for another channel. */
  void tailAdvanced(MessageBatch batch, long tail, long cachedFrom, int foreignCount) {
    count(tail, foreignCount);
    batches.tailAdvanced(batch, tail, cachedFrom);
  }

  /**
   * Messages up to here are the channel's, but for so many; those of an earlier run of the node do
   * not count.
   */
  private void count(long readableTo, long foreignCount) {
    stats.messageCount().add(Math.max(0, readableTo - batches.readableTo() - foreignCount));
  }

  /** The first that is told after recovery. */
  void recoveredTo(long offset, boolean isNew) {
    if (isNew) {
      count(offset, 0);
    }
    batches.readableTo(offset, offset);
  }

  /** Of the messages that can be read from now on, {@code foreignCount} are for another channel. */
  void readableTo(long offset, long cachedFrom, long foreignCount) {
    count(offset, foreignCount);
    batches.readableTo(offset, cachedFrom);
  }

  void happened(BatchSource.Event event) {
    batches.happened(event);
  }

  /** A message older than this is not delivered any more; zero = any age. */
  void ttl(Duration ttl) {
    ledger.ttl(ttl.toMillis());
    clock.ttl(ttl);
  }

  /** When to look next whether something is due, has timed out, or become too old. */
  long nextWakeMillis() {
    boolean isLookedAt = ledger.isPaused() || ledger.capacity() > 0; // paused: nothing happens
    return isLookedAt
        ? ledger.nextWakeMillis()
        : Math.min(
            ledger.nextWakeMillis(),
            clock.nextMillis(batches.hasUnread(), ledger.waitingCount() > 0));
  }

  /** The first offset that may not be read. */
  long readableTo() {
    return batches.readableTo();
  }

  /** Drops what has been read and not been delivered. */
  void stopReading() {
    batches.clear();
  }

  /** Reading goes on elsewhere, and nothing is in flight. */
  void restart() {
    batches.clear();
    offered = null;
    expired();
    publishStats(); // whoever asked for it may look at them at once
  }

  /** Delivers whatever somebody has room for. */
  void dispatch() {
    long now = System.currentTimeMillis();
    redeliveries.proceed(batches.hasUnread(), now);
    for (MessageBatch batch = batches.next(); batch != null; batch = batches.next()) {
      int count = (int) (Math.min(batch.endOffset(), batches.readableTo()) - ledger.readOffset());
      if (offer(batch, count, now) < count) {
        clock.firstUnread(batch.publishedMillis(), now);
        break;
      }
      clock.unreadMoved();
    }
    boolean isAgeWanted = batches.hasUnread() && !ledger.isPaused() && clock.isTimeForUnread(now);
    if (isAgeWanted) {
      clock.askedForUnread(now);
    }
    batches.readAhead(isAgeWanted);
    send();
    answer();
  }

  /** After the round, so that what it has delivered is counted and told before. */
  private void answer() {
    if (asking.isEmpty() && listening.isEmpty()) {
      return;
    }
    boolean moreWaits = !ledger.isPaused() && waiting() > 0;
    for (Outbox outbox : asking) {
      int inFlight = ledger.inFlightCount(outbox.consumer().id());
      outbox.tell(new ReadySet(partitionId.index(), inFlight, moreWaits));
      listening.remove(outbox);
    }
    if (moreWaits) {
      listening.forEach(outbox -> outbox.tell(new MoreWaits(partitionId.index())));
      listening.clear();
    } else {
      listening.addAll(asking);
    }
    asking.clear();
  }

  /** Messages that could be delivered now if somebody had room. */
  private long waiting() {
    return unread() + ledger.waitingCount();
  }

  /** Without what is known to be for other channels. */
  private long unread() {
    long ahead = batches.readableTo() - ledger.readOffset();
    return ahead <= 0 ? 0 : ahead - foreign.behind(ledger.readOffset());
  }

  private int offer(MessageBatch batch, int count, long now) {
    if (offered == null || batch.bytes() != offered.bytes() || walkedOffset > ledger.readOffset()) {
      offered = batch;
      walkedOffset = batch.baseOffset();
      walkedPosition = batch.from();
    }
    int taken =
        ledger.offer(
            ledger.readOffset(),
            count,
            batch.deferrals(),
            batch.publishedMillis(),
            now,
            this::deliver);
    holdOverfull();
    return taken;
  }

  private void deliver(long consumer, long firstOffset, int count) {
    int from = offered.skip(walkedPosition, (int) (firstOffset - walkedOffset));
    walkedOffset = firstOffset + count;
    int to = walkedOffset == offered.endOffset() ? offered.to() : offered.skip(from, count);
    walkedPosition = to;
    give(consumer, new FrameSlice(offered.bytes(), from, to, count));
  }

  private void deliverAgain(long consumer, FrameSlice frame) {
    give(consumer, frame);
  }

  private void give(long consumer, FrameSlice slice) {
    Outbox outbox = outboxes.get(consumer);
    outbox.add(slice);
    touched.add(outbox);
  }

  private void holdOverfull() {
    for (Outbox outbox : touched) {
      if (outbox.isOverfull()) {
        ledger.hold(outbox.consumer().id(), true);
      }
    }
  }

  private void send() {
    holdOverfull();
    for (Outbox outbox : touched) {
      outbox.send();
      publish(outbox);
    }
    touched.clear();
  }

  private void publish(Outbox outbox) {
    outbox.stats().inFlightCount().set(ledger.inFlightCount(outbox.consumer().id()));
  }

  void settle(long consumer, Settlement settlement, long writtenBytes) {
    Outbox outbox = outboxes.get(consumer);
    if (outbox == null) {
      return;
    }
    outbox.settled();
    outbox.written(writtenBytes);
    ledger.hold(consumer, outbox.isOverfull());
    List<Failure> failures = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (int n = 0; n < settlement.size(); n++) {
      settle(outbox, settlement, n, now, failures);
    }
    if (!failures.isEmpty()) {
      outbox.tell(new SettleFailed(failures));
    }
    publish(outbox);
  }

  private void settle(
      Outbox outbox, Settlement settlement, int n, long now, List<Failure> failures) {
    long consumer = outbox.consumer().id();
    long offset = settlement.offset(n);
    long argument = settlement.argument(n);
    byte kind = settlement.kind(n);
    switch (kind) {
      case Settlement.FINISH -> {
        if (ledger.finish(consumer, offset)) {
          outbox.stats().finishCount().add(1);
        } else {
          failures.add(notInFlight(kind, offset));
        }
      }
      case Settlement.REQUEUE -> {
        if (ledger.requeue(consumer, offset, argument, now)) {
          outbox.stats().requeueCount().add(1);
        } else {
          failures.add(notInFlight(kind, offset));
        }
      }
      case Settlement.TOUCH -> {
        if (!ledger.touch(consumer, offset, now)) {
          failures.add(notInFlight(kind, offset));
        }
      }
      default -> {
        localFirst.ready(consumer, (int) argument);
        outbox.stats().readyCount().set(argument);
        if (kind == Settlement.READY_ANSWERED) {
          asking.add(outbox);
        }
      }
    }
  }

  private Failure notInFlight(byte kind, long offset) {
    return Failure.notInFlight(kind, offset < 0 ? -1 : MessageId.of(partitionId.index(), offset));
  }

  /** What consumers hold has changed without them. */
  void expired() {
    outboxes.values().forEach(this::publish);
  }

  void publishStats() {
    long unread = unread();
    stats.depth().set(waiting());
    stats.backendDepth().set(Math.max(0, Math.min(unread, batches.uncached())));
    stats.inFlightCount().set(ledger.inFlightCount());
    stats.deferredCount().set(ledger.deferredCount());
    stats.requeueCount().set(ledger.requeueCount());
    stats.timeoutCount().set(ledger.timeoutCount());
    stats.droppedCount().set(ledger.droppedCount());
    stats.deadLetteredCount().set(ledger.deadLetteredCount());
    stats.expiredCount().set(ledger.expiredCount());
  }
}
