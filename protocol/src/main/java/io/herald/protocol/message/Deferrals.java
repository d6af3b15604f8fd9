package io.herald.protocol.message;

import java.util.Arrays;

/**
 * Which messages are published for later, and for when (NSQ protocol, DPUB). Sparse, because most
 * batches have none. Offsets are those of the partition, or count from 0 while a batch has no place
 * in its partition yet.
 */
public final class Deferrals {
  /** No message waits. */
  public static final Deferrals NONE = new Deferrals(new long[0], new long[0]);

  private final long[] offsets;
  private final long[] dueMillis;

  /**
   * Takes the arrays as they are.
   *
   * @param offsets of the deferred messages, strictly rising
   * @param dueMillis for each, when it is due, in milliseconds since 1970
   */
  public Deferrals(long[] offsets, long[] dueMillis) {
    if (offsets.length != dueMillis.length) {
      throw new IllegalArgumentException("every deferred offset needs a due time");
    }
    this.offsets = offsets;
    this.dueMillis = dueMillis;
  }

  /** How many messages are deferred. */
  public int size() {
    return offsets.length;
  }

  /** The offset of the {@code n}th deferred message. */
  public long offset(int n) {
    return offsets[n];
  }

  /** When the {@code n}th deferred message is due, in milliseconds since 1970. */
  public long dueMillis(int n) {
    return dueMillis[n];
  }

  /** When the message at {@code offset} is due, in milliseconds since 1970; 0 = it is not here. */
  public long dueMillisOf(long offset) {
    int found = Arrays.binarySearch(offsets, offset);
    return found < 0 ? 0 : dueMillis[found];
  }

  /** The same deferrals with {@code distance} added to each offset. */
  public Deferrals shifted(long distance) {
    if (offsets.length == 0 || distance == 0) {
      return this;
    }
    long[] moved = offsets.clone();
    for (int n = 0; n < moved.length; n++) {
      moved[n] += distance;
    }
    return new Deferrals(moved, dueMillis);
  }

  /** These deferrals and {@code later} ones, whose offsets are all larger. */
  public Deferrals and(Deferrals later) {
    if (later.offsets.length == 0) {
      return this;
    }
    if (offsets.length == 0) {
      return later;
    }
    long[] allOffsets = Arrays.copyOf(offsets, offsets.length + later.offsets.length);
    long[] allDues = Arrays.copyOf(dueMillis, allOffsets.length);
    System.arraycopy(later.offsets, 0, allOffsets, offsets.length, later.offsets.length);
    System.arraycopy(later.dueMillis, 0, allDues, offsets.length, later.offsets.length);
    return new Deferrals(allOffsets, allDues);
  }

  /**
   * The first entry at or behind {@code n} whose offset is at least {@code fromOffset} and which is
   * not due yet; {@link #size} if there is none.
   */
  public int nextWaiting(int n, long fromOffset, long nowMillis) {
    int next = n;
    if (next == 0 && offsets.length > 0 && offsets[0] < fromOffset) {
      int found = Arrays.binarySearch(offsets, fromOffset);
      next = found >= 0 ? found : -found - 1;
    }
    while (next < offsets.length && dueMillis[next] <= nowMillis) {
      next++;
    }
    return next;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Deferrals that
        && Arrays.equals(offsets, that.offsets)
        && Arrays.equals(dueMillis, that.dueMillis);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(offsets) + Arrays.hashCode(dueMillis);
  }
}
