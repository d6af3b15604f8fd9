package io.herald.persistence.cursor;

import java.util.Arrays;

/**
 * Unfinished messages with something to remember: how often they were delivered, and until when
 * they are deferred. Immutable parallel arrays, sorted by offset.
 *
 * <p>An unfinished message that is not listed was delivered once and waits for nothing: by far the
 * most common case costs no byte.
 */
public final class PendingMessages {
  public static final PendingMessages EMPTY =
      new PendingMessages(new long[0], new long[0], new char[0]);

  /** What an unlisted message counts as: the one delivery it had. */
  public static final int DEFAULT_ATTEMPTS = 1;

  private final long[] offsets;
  private final long[] dueMillis;
  private final char[] attempts;

  private PendingMessages(long[] offsets, long[] dueMillis, char[] attempts) {
    this.offsets = offsets;
    this.dueMillis = dueMillis;
    this.attempts = attempts;
  }

  public int size() {
    return offsets.length;
  }

  public boolean isEmpty() {
    return offsets.length == 0;
  }

  public long offset(int index) {
    return offsets[index];
  }

  /** Wall clock time in ms before which the message is not delivered; 0 = it does not wait. */
  public long dueMillis(int index) {
    return dueMillis[index];
  }

  /** Deliveries so far, 0..65535; 0 only for a message deferred by its publisher. */
  public int attempts(int index) {
    return attempts[index];
  }

  /** The index of an offset, or a negative number. */
  public int indexOf(long offset) {
    return Arrays.binarySearch(offsets, offset);
  }

  /**
   * Lays changes over this table and drops what needs no entry any more: offsets below the floor,
   * finished ones, and those that are back at the default.
   */
  public PendingMessages merge(PendingMessages changes, long floor, OffsetRanges finished) {
    Builder merged = new Builder(size() + changes.size());
    Sieve sieve = new Sieve(floor, finished, merged);
    int old = 0;
    int changed = 0;
    while (old < size() || changed < changes.size()) {
      long oldOffset = old < size() ? offsets[old] : Long.MAX_VALUE;
      long changedOffset = changed < changes.size() ? changes.offsets[changed] : Long.MAX_VALUE;
      if (changedOffset <= oldOffset) {
        sieve.pass(changes, changed++);
        old += changedOffset == oldOffset ? 1 : 0;
      } else {
        sieve.pass(this, old++);
      }
    }
    return merged.build();
  }

  /** The entries with offsets in {@code [from, to)}. */
  public PendingMessages within(long from, long to) {
    int first = insertionPoint(from);
    int end = Math.max(first, insertionPoint(to));
    if (first == 0 && end == size()) {
      return this;
    }
    return new PendingMessages(
        Arrays.copyOfRange(offsets, first, end),
        Arrays.copyOfRange(dueMillis, first, end),
        Arrays.copyOfRange(attempts, first, end));
  }

  private int insertionPoint(long offset) {
    int found = Arrays.binarySearch(offsets, offset);
    return found >= 0 ? found : -found - 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PendingMessages pending
        && Arrays.equals(offsets, pending.offsets)
        && Arrays.equals(dueMillis, pending.dueMillis)
        && Arrays.equals(attempts, pending.attempts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(offsets) + Arrays.hashCode(dueMillis);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < size(); i++) {
      text.append(i == 0 ? "" : ", ").append(offsets[i]).append(" x").append((int) attempts[i]);
      text.append(dueMillis[i] == 0 ? "" : " due " + dueMillis[i]);
    }
    return text.append('}').toString();
  }

  /** Lets through what must be remembered; walks the finished ranges along with the offsets. */
  private static final class Sieve {
    private final long floor;
    private final OffsetRanges finished;
    private final Builder kept;
    private int range;

    Sieve(long floor, OffsetRanges finished, Builder kept) {
      this.floor = floor;
      this.finished = finished;
      this.kept = kept;
    }

    void pass(PendingMessages from, int index) {
      long offset = from.offsets[index];
      while (range < finished.rangeCount() && finished.end(range) <= offset) {
        range++;
      }
      boolean isFinished = range < finished.rangeCount() && finished.start(range) <= offset;
      boolean isDefault = from.dueMillis[index] == 0 && from.attempts[index] == DEFAULT_ATTEMPTS;
      if (offset >= floor && !isFinished && !isDefault) {
        kept.append(offset, from.dueMillis[index], from.attempts[index]);
      }
    }
  }

  /** Collects entries by rising offset. */
  public static final class Builder {
    private long[] offsets;
    private long[] dueMillis;
    private char[] attempts;
    private int size;

    public Builder(int sizeExpected) {
      offsets = new long[sizeExpected];
      dueMillis = new long[sizeExpected];
      attempts = new char[sizeExpected];
    }

    public void append(long offset, long due, int attemptCount) {
      if (size > 0 && offset <= offsets[size - 1]) {
        throw new IllegalArgumentException("offset " + offset + " is out of order");
      }
      if (attemptCount < 0 || attemptCount > Character.MAX_VALUE) {
        throw new IllegalArgumentException("attempts must be in 0..65535, not " + attemptCount);
      }
      if (size == offsets.length) {
        int capacity = Math.max(8, 2 * size);
        offsets = Arrays.copyOf(offsets, capacity);
        dueMillis = Arrays.copyOf(dueMillis, capacity);
        attempts = Arrays.copyOf(attempts, capacity);
      }
      offsets[size] = offset;
      dueMillis[size] = due;
      attempts[size] = (char) attemptCount;
      size++;
    }

    public PendingMessages build() {
      return size == 0
          ? EMPTY
          : new PendingMessages(
              Arrays.copyOf(offsets, size),
              Arrays.copyOf(dueMillis, size),
              Arrays.copyOf(attempts, size));
    }
  }
}
