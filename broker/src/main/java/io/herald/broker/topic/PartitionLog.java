package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.channel.HistoryReader;
import io.herald.broker.delivery.KeyWindow;
import io.herald.broker.topic.TopicPartition.ReadReply;
import io.herald.config.StoreKind;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.partition.KeyLog;
import io.herald.persistence.partition.ManifestEvent;
import io.herald.persistence.partition.ManifestState;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.partition.Segment;
import io.herald.persistence.partition.SegmentState;
import io.herald.protocol.message.MessageBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A partition's view of its log: the manifest, the open segment, the newest batches. Belongs to one
 * {@link TopicPartition} and runs in it.
 */
final class PartitionLog {
  private final ActorContext<TopicPartition.Command> context;
  private final TopicContext shared;
  private final PartitionId id;
  private final boolean isEphemeral;

  /** Whether the store admits other writers than this node. */
  private final boolean isShared;

  private final KeptState<ManifestEvent, ManifestState> manifest;
  private final LogRetention retention;
  private final TailCache cache;
  private final KeyWindow keyWindow;

  private ActorRef<LogSegment.Command> segment; // null until the first is started
  private long segmentNumber;
  private SegmentState segmentState = SegmentState.EMPTY;
  private ManifestState summed;
  private long sealedBytes;
  private MessageBatch writing;
  private long tail;
  private boolean isDown = true;

  /** Whether only this life of the partition can have written to the open segment. */
  private boolean isOpenSegmentOurs;

  private boolean rollFailed;
  private boolean wroteSinceHousekeeping;
  private long lastWrittenMillis = System.currentTimeMillis();

  PartitionLog(
      ActorContext<TopicPartition.Command> context,
      TopicContext shared,
      PartitionId id,
      Ownership ownership,
      KeyWindow keyWindow,
      ActorRef<EventKeeper.Reply<ManifestState>> manifestReplies) {
    this.keyWindow = keyWindow;
    this.context = context;
    this.shared = shared;
    this.id = id;
    this.isEphemeral = id.topic().isEphemeral();
    this.isShared = !isEphemeral && shared.store().store() == StoreKind.CASSANDRA;
    long messagesMax = isEphemeral ? shared.broker().memQueueSize() : Long.MAX_VALUE;
    this.cache = new TailCache(shared.cacheBudget(), messagesMax);
    ActorRef<EventKeeper.Command<ManifestEvent>> keeper =
        context.spawn(
            isEphemeral
                ? EventKeeper.ephemeral(ManifestState.EMPTY, ManifestState::apply, manifestReplies)
                : EventKeeper.durable(
                    id.manifestPersistenceId(),
                    shared.logPlugins(),
                    ManifestState.EMPTY,
                    ManifestState::apply,
                    manifestReplies),
            "manifest",
            DispatcherSelector.sameAsParent());
    this.manifest = new KeptState<>(keeper, ownership);
    this.retention = new LogRetention(context, shared, id, manifest);
  }

  /** The manifest as it is stored. */
  ManifestState manifest() {
    return manifest.state();
  }

  void persist(List<ManifestEvent> events, Runnable onKept, Runnable onFailed) {
    manifest.persist(events, onKept, onFailed);
  }

  void manifestReplied(EventKeeper.Reply<ManifestState> reply) {
    manifest.replied(reply);
    if (!(reply instanceof EventKeeper.Recovered)) {
      return;
    }
    if (segment == null) {
      openSegment();
    } else if (rollFailed) {
      rollFailed = false;
      afterFailedRoll();
    }
  }

  private void openSegment() {
    ManifestState state = manifest.state();
    if (state.openSegment() != null) {
      startSegment();
      return;
    }
    List<ManifestEvent> events = new ArrayList<>();
    long base = FirstOffset.of(id.incarnation());
    if (state.exists()) {
      base = state.segments().get(state.segments().size() - 1).endOffset();
    } else {
      events.add(new ManifestEvent.PartitionCreated(base));
    }
    events.add(new ManifestEvent.SegmentOpened(state.nextSegment(), base));
    manifest.persist(
        events,
        () -> {
          isOpenSegmentOurs = true;
          startSegment();
        },
        () -> {}); // tried again when recovered
  }

  private void startSegment() {
    Segment open = manifest.state().openSegment();
    segmentNumber = open.number();
    ActorRef<LogSegment.Reply> self = context.getSelf().narrow();
    segment =
        context.spawn(
            isEphemeral
                ? LogSegment.ephemeral(self)
                : LogSegment.create(
                    id.segmentPersistenceId(open.number()), shared.logPlugins(), self),
            "segment-" + open.number(),
            DispatcherSelector.sameAsParent());
  }

  void segmentRecovered(SegmentState recovered) {
    if (recovered.lostMessages() > 0) {
      context
          .getLog()
          .warn(
              "{}: {} messages could not be read back and are lost", id, recovered.lostMessages());
    }
    segmentState = recovered;
    tail = Math.max(recovered.nextOffset(), manifest.state().openSegment().baseOffset());
    if (isShared && !isOpenSegmentOurs) {
      roll(); // what somebody may still write there comes behind the seal, where nobody reads
    } else {
      isDown = false;
    }
  }

  /** The publish keys that are to be remembered of what is stored. */
  KeyLog keys() {
    return manifest
        .state()
        .keys()
        .and(segmentState.keys())
        .newest(keyWindow.keysMax(), keyWindow.fromMillis(System.currentTimeMillis()));
  }

  /** The offset that the next message gets. */
  long tail() {
    return tail;
  }

  /** The first offset that channels can be given without reading the store. */
  long cachedFrom() {
    return cache.firstOffset(tail);
  }

  /** The first offset that can still be read. */
  long firstOffset() {
    ManifestState state = manifest.state();
    return isEphemeral
        ? cachedFrom()
        : Math.max(state.segments().get(0).baseOffset(), state.droppedTo());
  }

  /** The first offset that can be read and is not about to be deleted. */
  long firstKept() {
    for (Segment each : manifest.state().segments()) {
      if (!retention.isGoing(each)) {
        return Math.max(each.baseOffset(), firstOffset());
      }
    }
    return tail;
  }

  /** What somebody is told whose place in history is no longer there. */
  BrokerException hasMovedOn() {
    return new BrokerException(
        Reason.INVALID,
        "history has moved on: partition %d starts at offset %d now"
            .formatted(id.index(), firstKept()));
  }

  /** What is stored now. */
  PartitionHistory history(HistoryReader reader) {
    return new PartitionHistory(id, reader, extent(), manifest.state().firstOffset(), firstKept());
  }

  /** How much is stored now. */
  LogExtent extent() {
    Segment open = manifest.state().openSegment();
    return isEphemeral || open == null
        ? LogExtent.NONE
        : new LogExtent(
            manifest.state().segments().stream()
                .filter(each -> !retention.isGoing(each))
                .map(each -> each.isOpen() ? closedNow(open) : each)
                .toList());
  }

  private Segment closedNow(Segment open) {
    return new Segment(
        open.number(), open.baseOffset(), tail, segmentState.bytes(), 0, segmentState.index());
  }

  long storedBytes() {
    return isEphemeral ? 0 : sealedBytes() + segmentState.bytes();
  }

  /** Summed up again only when the manifest has changed: it is asked for with every batch. */
  @SuppressWarnings("ReferenceEquality") // states are immutable: another object is another state
  private long sealedBytes() {
    ManifestState state = manifest.state();
    if (state != summed) {
      summed = state;
      sealedBytes = state.sealedBytes();
    }
    return sealedBytes;
  }

  boolean isWritable() {
    return writing == null && !isDown;
  }

  /** Whether nothing is being written. */
  boolean isQuiet() {
    return writing == null;
  }

  /** What goes, and what may be appended. */
  LogRetention retention() {
    return retention;
  }

  /** Why nothing may be appended now, or null. */
  String refusal(LongSupplier finishedTo, LongConsumer dropped) {
    if (!retention.rule().isFull(storedBytes())) {
      return null;
    }
    if (retention.isCheckDue(System.currentTimeMillis())) {
      clean(finishedTo.getAsLong(), dropped);
    }
    return retention.refusal(storedBytes());
  }

  void write(MessageBatch batch) {
    writing = batch;
    segment.tell(new LogSegment.Write(batch));
  }

  void writeFailed() {
    writing = null;
    isDown = true; // until the segment has recovered
    isOpenSegmentOurs = false; // a write that is given up may still come
  }

  MessageBatch written(SegmentState state) {
    MessageBatch batch = writing;
    writing = null;
    segmentState = state;
    tail = batch.endOffset();
    wroteSinceHousekeeping = true;
    cache.add(batch);
    lastWrittenMillis = System.currentTimeMillis();
    if (!isEphemeral && state.bytes() >= segmentBytesMax()) {
      roll();
    }
    return batch;
  }

  private long segmentBytesMax() {
    return retention.rule().segmentBytesMax(shared.store().segmentBytes());
  }

  /** Seals the open segment and opens the next; appends are collected meanwhile. */
  private void roll() {
    isDown = true;
    List<ManifestEvent> events = new ArrayList<>();
    events.add(
        new ManifestEvent.SegmentSealed(
            tail, segmentState.bytes(), System.currentTimeMillis(), segmentState.index()));
    events.add(new ManifestEvent.SegmentOpened(manifest.state().nextSegment(), tail));
    KeyLog keys = keys();
    if (keys.size() > 0 || manifest.state().keys().size() > 0) {
      events.add(new ManifestEvent.PublishKeysKept(keys));
    }
    manifest.persist(events, this::nextSegment, () -> rollFailed = true);
  }

  private void nextSegment() {
    segment.tell(LogSegment.Stop.INSTANCE);
    segmentState = SegmentState.EMPTY;
    isOpenSegmentOurs = true;
    startSegment();
  }

  /** What the manifest has recovered says whether the events of the failed write are stored. */
  private void afterFailedRoll() {
    if (manifest.state().openSegment().number() == segmentNumber) {
      if (isShared && !isOpenSegmentOurs) {
        roll();
      } else {
        isDown = false; // the old segment goes on and is rolled with the next batch
      }
    } else {
      nextSegment();
    }
  }

  ReadReply read(long offset) {
    MessageBatch cached = cache.find(offset);
    if (cached != null) {
      return new TopicPartition.Found(cached);
    }
    if (offset >= tail) {
      return new TopicPartition.Missing(tail);
    }
    if (offset < manifest.state().droppedTo()) {
      return new TopicPartition.Missing(Math.min(tail, manifest.state().droppedTo()));
    }
    if (isEphemeral) {
      return new TopicPartition.Missing(cache.firstOffset(tail));
    }
    Segment holder = manifest.state().segmentFor(offset);
    if (offset < holder.baseOffset()) {
      return new TopicPartition.Missing(holder.baseOffset());
    }
    long sequenceNr =
        (holder.isOpen() ? segmentState.index() : holder.index()).floorSequenceNr(offset);
    return new TopicPartition.Stored(
        id.segmentPersistenceId(holder.number()),
        sequenceNr,
        holder.isOpen() ? tail : holder.endOffset());
  }

  /** Removes what may go, and the cache of a partition that is at rest. */
  void housekeep(long finishedTo, LongConsumer dropped) {
    if (isEphemeral || isDown) {
      return;
    }
    clean(finishedTo, dropped);
    if (!wroteSinceHousekeeping) {
      cache.clear();
    }
    wroteSinceHousekeeping = false;
  }

  private void clean(long finishedTo, LongConsumer dropped) {
    if (isEphemeral || isDown) {
      return;
    }
    long now = System.currentTimeMillis();
    if (segmentState.bytes() > 0 && isWritable() && isOpenSegmentInTheWay(finishedTo, now)) {
      roll(); // sealed, it can go
    }
    retention.clean(finishedTo, segmentState.bytes(), now, dropped);
  }

  private boolean isOpenSegmentInTheWay(long finishedTo, long now) {
    Retention rule = retention.rule();
    boolean isFull = rule.isFull(storedBytes());
    boolean isOld = lastWrittenMillis + rule.ageMillis() <= now;
    boolean isTooLarge = rule.limit().dropsOldest() && segmentState.bytes() >= segmentBytesMax();
    return (finishedTo >= tail && (isFull || isOld)) || (isFull && isTooLarge);
  }

  /** Removes everything: segments, these cursors, and last the manifest that knows of them. */
  void purge(List<String> cursors, ActorRef<Done> replyTo) {
    cache.clear();
    isDown = true;
    context.stop(segment);
    manifest.stopKeeper();
    if (isEphemeral) {
      replyTo.tell(Done.getInstance());
      return;
    }
    List<CompletableFuture<Done>> purges = new ArrayList<>();
    cursors.forEach(cursor -> purges.add(shared.purge().purge(cursor).toCompletableFuture()));
    for (Segment each : manifest.state().segments()) {
      String persistenceId = id.segmentPersistenceId(each.number());
      purges.add(shared.purge().purge(persistenceId).toCompletableFuture());
    }
    context.pipeToSelf(
        CompletableFuture.allOf(purges.toArray(CompletableFuture[]::new))
            .thenCompose(all -> shared.purge().purge(id.manifestPersistenceId())),
        (done, failure) -> new TopicPartition.PartitionPurged(replyTo));
  }
}
