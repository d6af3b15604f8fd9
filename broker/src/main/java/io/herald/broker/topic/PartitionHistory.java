package io.herald.broker.topic;

import akka.Done;
import io.herald.broker.channel.HistoryReader;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.partition.Segment;
import io.herald.persistence.partition.SparseIndex;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * What a partition has stored, as it was at one moment; for any thread. Finds offsets and times
 * with a few reads of one batch each, whatever the size: by halving the segments, then the index of
 * one of them, and at last what lies between two entries of that.
 *
 * <p>Times are those of the publishing node's clock; where that was set back, what was published
 * meanwhile may be found too early or too late.
 */
public final class PartitionHistory {
  private final PartitionId id;
  private final HistoryReader reader;
  private final long firstEver;
  private final long firstOffset;
  private final List<Segment> segments; // none is empty or open

  /**
   * What is stored now.
   *
   * @param firstEver the first offset that it ever had
   * @param firstOffset the first that is still kept
   */
  PartitionHistory(
      PartitionId id, HistoryReader reader, LogExtent extent, long firstEver, long firstOffset) {
    this.id = id;
    this.reader = reader;
    this.firstEver = firstEver;
    this.firstOffset = firstOffset;
    this.segments =
        extent.segments().stream()
            .filter(each -> each.endOffset() > Math.max(each.baseOffset(), firstOffset))
            .toList();
  }

  /** The offset of the first message that the partition ever had. */
  public long firstEver() {
    return firstEver;
  }

  /** The first offset that is kept; behind the last one if nothing is. */
  public long firstOffset() {
    return firstOffset;
  }

  /** When the message at this offset was published, in ns since 1970; empty if it is not there. */
  public CompletionStage<OptionalLong> nanosAt(long offset) {
    for (Segment segment : segments) {
      if (segment.endOffset() > offset) {
        return first(
                segment,
                segment.index().floorSequenceNr(offset),
                batch -> batch.endOffset() > offset)
            .thenApply(found -> nanosAt(found, offset));
      }
    }
    return CompletableFuture.completedFuture(OptionalLong.empty());
  }

  private static OptionalLong nanosAt(Optional<MessageBatch> found, long offset) {
    return found.filter(batch -> batch.contains(offset)).stream()
        .mapToLong(batch -> MessageFrame.timestampNanos(batch.bytes(), batch.position(offset)))
        .findFirst();
  }

  /**
   * The first offset that was published at this time or later; behind the last if there is none.
   */
  public CompletionStage<Long> firstFrom(long nanos) {
    return lastBefore(nanos, n -> first(segments.get(n), 1, batch -> true), 0, segments.size())
        .thenCompose(
            last ->
                last < 0
                    ? CompletableFuture.completedFuture(firstOffset)
                    : firstFrom(segments.get(last), nanos));
  }

  /**
   * Shows the batches from the one with {@code offset} on to a visitor, as long as it wants more:
   * one at a time, not on an event loop. Done when it has seen enough, or all.
   */
  public CompletionStage<Done> scan(long offset, Predicate<MessageBatch> visitor) {
    return scan(0, offset, visitor);
  }

  private CompletionStage<Done> scan(int from, long offset, Predicate<MessageBatch> visitor) {
    int at = from;
    while (at < segments.size() && segments.get(at).endOffset() <= offset) {
      at++;
    }
    if (at == segments.size()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    Segment segment = segments.get(at);
    int next = at + 1;
    return reader
        .scan(stored(segment, segment.index().floorSequenceNr(offset)), visitor)
        .thenCompose(
            wantsMore ->
                wantsMore
                    ? scan(next, offset, visitor)
                    : CompletableFuture.completedFuture(Done.getInstance()));
  }

  private TopicPartition.Stored stored(Segment segment, long sequenceNr) {
    return new TopicPartition.Stored(
        id.segmentPersistenceId(segment.number()), sequenceNr, segment.endOffset());
  }

  /** In a segment that begins before that time; all that follow it begin at that time or later. */
  private CompletionStage<Long> firstFrom(Segment segment, long nanos) {
    SparseIndex index = segment.index();
    return lastBefore(
            nanos, n -> first(segment, index.sequenceNr(n), batch -> true), 0, index.size())
        .thenCompose(
            entry ->
                first(
                    segment,
                    entry < 0 ? 1 : index.sequenceNr(entry),
                    batch -> lastNanos(batch) >= nanos))
        .thenApply(
            found -> found.map(batch -> firstFrom(batch, nanos)).orElse(segment.endOffset()));
  }

  /** The messages of a batch are one nanosecond apart. */
  private static long firstFrom(MessageBatch batch, long nanos) {
    return batch.baseOffset() + Math.max(0, nanos - firstNanos(batch));
  }

  /** The last place whose batch is published before that time, or one below {@code low}. */
  private static CompletionStage<Integer> lastBefore(
      long nanos, IntFunction<CompletionStage<Optional<MessageBatch>>> places, int low, int high) {
    if (low == high) {
      return CompletableFuture.completedFuture(low - 1);
    }
    int middle = (low + high) >>> 1;
    return places
        .apply(middle)
        .thenCompose(
            batch ->
                batch.isEmpty() || firstNanos(batch.get()) < nanos
                    ? lastBefore(nanos, places, middle + 1, high)
                    : lastBefore(nanos, places, low, middle));
  }

  private CompletionStage<Optional<MessageBatch>> first(
      Segment segment, long sequenceNr, Predicate<MessageBatch> wanted) {
    return reader.readFirst(stored(segment, sequenceNr), wanted);
  }

  private static long firstNanos(MessageBatch batch) {
    return MessageFrame.timestampNanos(batch.bytes(), batch.from());
  }

  private static long lastNanos(MessageBatch batch) {
    return firstNanos(batch) + batch.count() - 1;
  }
}
