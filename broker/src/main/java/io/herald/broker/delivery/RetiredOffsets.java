package io.herald.broker.delivery;

import io.herald.persistence.cursor.OffsetRanges;
import io.herald.persistence.cursor.OffsetTally;
import java.util.Arrays;

/**
 * Offsets that were finished in a way that is remembered: all of them, and those that are not
 * stored yet.
 */
final class RetiredOffsets {
  private OffsetTally known; // all but the fresh ones
  private OffsetRanges unstored = OffsetRanges.EMPTY; // known, but their flush has failed
  private long[] starts = new long[8];
  private long[] ends = new long[8];
  private int fresh;

  RetiredOffsets(OffsetTally recovered) {
    known = recovered;
  }

  /** Each offset comes once. */
  void add(long start, long end) {
    if (fresh > 0 && ends[fresh - 1] == start) {
      ends[fresh - 1] = end;
      return;
    }
    if (fresh == starts.length) {
      starts = Arrays.copyOf(starts, 2 * fresh);
      ends = Arrays.copyOf(ends, 2 * fresh);
    }
    starts[fresh] = start;
    ends[fresh++] = end;
  }

  /** What must be stored; it counts as being stored. */
  OffsetRanges drain(long floor) {
    OffsetRanges ranges = freshRanges();
    fresh = 0;
    known = known.with(ranges, floor);
    OffsetRanges all = unstored.union(ranges);
    unstored = OffsetRanges.EMPTY;
    return all;
  }

  /** What was drained is not stored. */
  void failed(OffsetRanges drained) {
    unstored = unstored.union(drained);
  }

  /** What is at or behind {@code offset} begins anew; what is below is as it was. */
  void restartedAt(long offset) {
    OffsetRanges kept = freshRanges().within(Long.MIN_VALUE, offset);
    fresh = 0;
    for (int i = 0; i < kept.rangeCount(); i++) {
      add(kept.start(i), kept.end(i));
    }
    known = known.below(offset);
    unstored = unstored.within(Long.MIN_VALUE, offset);
  }

  /** Whether some are not stored. */
  boolean hasUnstored() {
    return fresh > 0 || !unstored.isEmpty();
  }

  long count() {
    long count = known.count();
    for (int i = 0; i < fresh; i++) {
      count += ends[i] - starts[i];
    }
    return count;
  }

  boolean contains(long offset) {
    for (int i = 0; i < fresh; i++) {
      if (starts[i] <= offset && offset < ends[i]) {
        return true;
      }
    }
    return known.contains(offset);
  }

  /** Below it only their number is known. */
  long knownFrom() {
    return known.foldedTo();
  }

  /** All that are known one by one. */
  OffsetRanges recent() {
    return known.recent().union(freshRanges());
  }

  /** Disjoint ranges stay pairs when starts and ends are sorted apart. */
  private OffsetRanges freshRanges() {
    Arrays.sort(starts, 0, fresh);
    Arrays.sort(ends, 0, fresh);
    OffsetRanges.Builder ranges = new OffsetRanges.Builder(fresh);
    for (int i = 0; i < fresh; i++) {
      ranges.append(starts[i], ends[i]);
    }
    return ranges.build();
  }
}
