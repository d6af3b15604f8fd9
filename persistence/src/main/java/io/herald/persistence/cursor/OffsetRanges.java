package io.herald.persistence.cursor;

import java.util.Arrays;

/**
 * An immutable set of offsets, held as sorted, disjoint, non-adjacent ranges {@code [start, end)}.
 *
 * <p>Costs 16 bytes a range however long the ranges are; every operation is linear in the number of
 * ranges, {@link #contains} is logarithmic.
 */
public final class OffsetRanges {
  public static final OffsetRanges EMPTY = new OffsetRanges(new long[0]);

  private final long[] bounds; // start, end, start, end, … strictly rising

  private OffsetRanges(long[] bounds) {
    this.bounds = bounds;
  }

  /** Ranges from pairs of start (inclusive) and end (exclusive), in rising order. */
  public static OffsetRanges of(long... startsAndEnds) {
    if (startsAndEnds.length % 2 != 0) {
      throw new IllegalArgumentException("a range needs a start and an end");
    }
    Builder builder = new Builder(startsAndEnds.length / 2);
    for (int i = 0; i < startsAndEnds.length; i += 2) {
      builder.append(startsAndEnds[i], startsAndEnds[i + 1]);
    }
    return builder.build();
  }

  /** How many ranges there are. */
  public int rangeCount() {
    return bounds.length / 2;
  }

  public long start(int range) {
    return bounds[2 * range];
  }

  /** The first offset behind the range. */
  public long end(int range) {
    return bounds[2 * range + 1];
  }

  public boolean isEmpty() {
    return bounds.length == 0;
  }

  /** How many offsets the ranges hold together. */
  public long offsetCount() {
    long count = 0;
    for (int i = 0; i < rangeCount(); i++) {
      count += end(i) - start(i);
    }
    return count;
  }

  public boolean contains(long offset) {
    int found = Arrays.binarySearch(bounds, offset);
    // Behind an odd number of bounds means behind a start and before its end.
    return found >= 0 ? found % 2 == 0 : (-found - 1) % 2 == 1;
  }

  public OffsetRanges union(OffsetRanges other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    Builder builder = new Builder(rangeCount() + other.rangeCount());
    int mine = 0;
    int theirs = 0;
    while (mine < rangeCount() || theirs < other.rangeCount()) {
      boolean takeMine =
          theirs == other.rangeCount()
              || (mine < rangeCount() && start(mine) <= other.start(theirs));
      if (takeMine) {
        builder.append(start(mine), end(mine));
        mine++;
      } else {
        builder.append(other.start(theirs), other.end(theirs));
        theirs++;
      }
    }
    return builder.build();
  }

  /** The part in {@code [from, to)}. */
  public OffsetRanges within(long from, long to) {
    if (isEmpty() || (from <= bounds[0] && bounds[bounds.length - 1] <= to)) {
      return this;
    }
    Builder builder = new Builder(rangeCount());
    for (int i = 0; i < rangeCount(); i++) {
      builder.append(Math.max(start(i), from), Math.min(end(i), to));
    }
    return builder.build();
  }

  /** What is missing in {@code [from, to)}. */
  public OffsetRanges gapsWithin(long from, long to) {
    Builder builder = new Builder(rangeCount() + 1);
    long gap = from;
    for (int i = 0; i < rangeCount() && start(i) < to; i++) {
      builder.append(gap, Math.min(start(i), to));
      gap = Math.max(gap, end(i));
    }
    builder.append(gap, to);
    return builder.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OffsetRanges ranges && Arrays.equals(bounds, ranges.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < rangeCount(); i++) {
      text.append(i == 0 ? "" : ", ").append(start(i)).append("..").append(end(i) - 1);
    }
    return text.append('}').toString();
  }

  /** Collects ranges by rising start; overlapping and adjacent ones become one, empty ones none. */
  public static final class Builder {
    private long[] bounds;
    private int length;

    public Builder(int rangesExpected) {
      bounds = new long[2 * rangesExpected];
    }

    public void append(long start, long end) {
      if (start >= end) {
        return;
      }
      if (length > 0 && start <= bounds[length - 1]) {
        if (start < bounds[length - 2]) {
          throw new IllegalArgumentException("range " + start + ".." + end + " is out of order");
        }
        bounds[length - 1] = Math.max(bounds[length - 1], end);
        return;
      }
      if (length == bounds.length) {
        bounds = Arrays.copyOf(bounds, Math.max(8, 2 * length));
      }
      bounds[length++] = start;
      bounds[length++] = end;
    }

    public OffsetRanges build() {
      return length == 0 ? EMPTY : new OffsetRanges(Arrays.copyOf(bounds, length));
    }
  }
}
