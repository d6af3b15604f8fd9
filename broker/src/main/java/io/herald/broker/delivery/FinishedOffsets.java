package io.herald.broker.delivery;

import io.herald.persistence.cursor.OffsetRanges;
import java.util.Arrays;

/**
 * Offsets finished since the last flush, as ranges.
 *
 * <p>Clients finish mostly in order, so nearly every offset lengthens one of the newest ranges.
 * When the buffer is full it is sorted and merged, and what the floor has passed is dropped: what
 * remains is bounded by the number of unfinished messages.
 */
final class FinishedOffsets {
  private static final int NEWEST = 4; // ranges that are tried before a new one is begun

  private final UnfinishedMessages messages;
  private long[] starts = new long[32];
  private long[] ends = new long[32];
  private int size;

  FinishedOffsets(UnfinishedMessages messages) {
    this.messages = messages;
  }

  void add(long offset) {
    add(offset, offset + 1);
  }

  /** Adds a range that shares no offset with what was added since the last drain. */
  void add(long start, long end) {
    for (int i = size - 1; i >= 0 && i >= size - NEWEST; i--) {
      if (ends[i] == start) {
        ends[i] = end;
        return;
      }
    }
    if (size == starts.length) {
      compact();
    }
    starts[size] = start;
    ends[size++] = end;
  }

  /** The ranges at or above the floor; the buffer is empty afterwards. */
  OffsetRanges drain(long floor) {
    sort();
    OffsetRanges.Builder ranges = new OffsetRanges.Builder(size);
    for (int i = 0; i < size; i++) {
      ranges.append(Math.max(starts[i], floor), ends[i]);
    }
    size = 0;
    return ranges.build();
  }

  private void compact() {
    OffsetRanges kept = drain(messages.floor());
    if (2 * kept.rangeCount() > starts.length) {
      starts = new long[2 * starts.length];
      ends = new long[starts.length];
    }
    for (int i = 0; i < kept.rangeCount(); i++) {
      starts[size] = kept.start(i);
      ends[size++] = kept.end(i);
    }
  }

  /** Disjoint ranges stay pairs when starts and ends are sorted apart. */
  private void sort() {
    Arrays.sort(starts, 0, size);
    Arrays.sort(ends, 0, size);
  }
}
