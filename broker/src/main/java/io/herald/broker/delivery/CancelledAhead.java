package io.herald.broker.delivery;

import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import java.util.TreeSet;

/**
 * Messages that were published for later and cancelled before the channel had read them: the reader
 * passes them over. They are stored as finished messages above what was read.
 */
final class CancelledAhead {
  private final TreeSet<Long> offsets = new TreeSet<>();

  CancelledAhead(CursorState recovered) {
    OffsetRanges ahead = recovered.acked().within(recovered.readTo(), Long.MAX_VALUE);
    for (int range = 0; range < ahead.rangeCount(); range++) {
      for (long offset = ahead.start(range); offset < ahead.end(range); offset++) {
        offsets.add(offset);
      }
    }
  }

  int size() {
    return offsets.size();
  }

  /** How many of them are below {@code floor}. */
  int below(long floor) {
    return offsets.headSet(floor).size();
  }

  boolean contains(long offset) {
    return !offsets.isEmpty() && offsets.contains(offset);
  }

  void add(long offset) {
    offsets.add(offset);
  }

  /** Whether the message at {@code offset} was cancelled, which is forgotten. */
  boolean pass(long offset) {
    return !offsets.isEmpty() && offsets.remove(offset);
  }

  /** The first at or behind {@code from}, or {@code end} if there is none before that. */
  long next(long from, long end) {
    Long next = offsets.isEmpty() ? null : offsets.ceiling(from);
    return next == null ? end : Math.min(next, end);
  }

  void removeBelow(long floor) {
    offsets.headSet(floor).clear();
  }

  void clear() {
    offsets.clear();
  }
}
