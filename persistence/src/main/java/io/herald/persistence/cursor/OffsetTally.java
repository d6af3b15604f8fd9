package io.herald.persistence.cursor;

/**
 * A set of offsets that only grows and must not grow for ever: the newest are known one by one, of
 * the oldest only how many they were. Immutable.
 *
 * @param foldedCount how many offsets below {@code foldedTo} are in the set
 * @param foldedTo below it the offsets are not known one by one any more
 * @param recent the offsets of the set from {@code foldedTo} on
 */
public record OffsetTally(long foldedCount, long foldedTo, OffsetRanges recent) {
  /** Ranges that are kept; with more than that, the oldest half is only counted. */
  public static final int RANGES_MAX = 1024;

  /** Nothing. */
  public static final OffsetTally EMPTY = new OffsetTally(0, 0, OffsetRanges.EMPTY);

  /** How many offsets are in the set. */
  public long count() {
    return foldedCount + recent.offsetCount();
  }

  public boolean isEmpty() {
    return foldedCount == 0 && recent.isEmpty();
  }

  /** Whether an offset is in the set and still known. */
  public boolean contains(long offset) {
    return recent.contains(offset);
  }

  /**
   * With more offsets; those it knows or knew already change nothing.
   *
   * @param floor nothing below it is ever added, so only that may be folded
   */
  public OffsetTally with(OffsetRanges more, long floor) {
    if (more.isEmpty()) {
      return this;
    }
    OffsetRanges all = recent.union(more.within(foldedTo, Long.MAX_VALUE));
    if (all.rangeCount() <= RANGES_MAX) {
      return new OffsetTally(foldedCount, foldedTo, all);
    }
    long count = foldedCount;
    long to = foldedTo;
    for (int i = 0; i < all.rangeCount() - RANGES_MAX / 2 && all.end(i) <= floor; i++) {
      count += all.end(i) - all.start(i);
      to = all.end(i);
    }
    return new OffsetTally(count, to, all.within(to, Long.MAX_VALUE));
  }

  /** Without what is at or behind {@code offset}; what cannot be told apart goes, too. */
  public OffsetTally below(long offset) {
    return offset < foldedTo
        ? new OffsetTally(0, offset, OffsetRanges.EMPTY)
        : new OffsetTally(foldedCount, foldedTo, recent.within(foldedTo, offset));
  }
}
