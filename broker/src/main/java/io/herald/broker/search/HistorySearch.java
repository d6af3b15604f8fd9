package io.herald.broker.search;

import io.herald.broker.inspect.StoredMessage;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Looks at the batches of a partition one after the other, and stops where it has found or read
 * enough. For one thread at a time. What it keeps is bounded: the hits, with as much of their
 * bodies as is wanted, and no batch.
 */
final class HistorySearch implements Predicate<MessageBatch> {
  /** Bytes of bodies of one partition's hits, but for the last: as with peek. */
  private static final long HIT_BYTES_MAX = 256 * 1024;

  private final SearchMessages search;
  private final MessageFilter.Matcher filter;
  private final List<StoredMessage> hits = new ArrayList<>();
  private final long from;
  private long next;
  private long firstNanos;
  private long lastNanos;
  private long messages;
  private long bytes;
  private long hitBytes;
  private boolean isPastEnd;

  /** Begins at this offset. */
  HistorySearch(SearchMessages search, long from) {
    this.search = search;
    this.filter = search.filter().matcher();
    this.from = from;
    this.next = from;
  }

  /** Looks at a batch; false when nothing more is to be looked at. */
  @Override
  public boolean test(MessageBatch batch) {
    byte[] frames = batch.bytes();
    int at = batch.from();
    for (long offset = batch.baseOffset(); offset < batch.endOffset(); offset++) {
      int end = MessageFrame.next(frames, at);
      if (offset >= next && !look(batch, offset, at, end)) {
        return false;
      }
      at = end;
    }
    return true;
  }

  private boolean look(MessageBatch batch, long offset, int at, int end) {
    long nanos = MessageFrame.timestampNanos(batch.bytes(), at);
    if (nanos > search.toNanos()) {
      isPastEnd = true;
      return false;
    }
    if (isEnough()) {
      return false;
    }
    next = offset + 1;
    firstNanos = messages == 0 ? nanos : firstNanos;
    lastNanos = nanos;
    messages++;
    bytes += end - at;
    if (filter.matches(batch.bytes(), at + MessageFrame.HEADER_BYTES, end)) {
      StoredMessage hit = StoredMessage.of(batch, at, offset, search.bodyBytesMax());
      hits.add(hit);
      hitBytes += hit.body().length;
    }
    return true;
  }

  private boolean isEnough() {
    return hits.size() >= search.limit()
        || hitBytes >= HIT_BYTES_MAX
        || bytes >= search.scanBytes();
  }

  /**
   * What has been found.
   *
   * @param tail behind the last message there is
   */
  SearchFound found(long tail) {
    boolean isComplete = isPastEnd || !isEnough() || next >= tail;
    long to = isComplete && !isPastEnd ? Math.max(next, tail) : next;
    return new SearchFound(from, firstNanos, to, lastNanos, messages, bytes, isComplete, hits);
  }
}
