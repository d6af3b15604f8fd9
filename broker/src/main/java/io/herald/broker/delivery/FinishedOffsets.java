package io.herald.broker.delivery;

import io.herald.persistence.cursor.OffsetRanges;
import java.util.Arrays;

/**
 * Offsets finished since the last flush. Each is added once.
 *
 * <p>Recent ones set a bit in a window that moves on with the head, so that any order of FINs costs
 * the same. What the window leaves behind, and what stragglers add, become ranges; these are sorted
 * and merged when their buffer is full, and what the floor has passed is dropped: memory is bounded
 * by the number of unfinished messages.
 */
final class FinishedOffsets {
  private static final int WORDS_MIN = 8;
  private static final int WORDS_MAX = UnfinishedMessages.RING_MAX / Long.SIZE;
  private static final int NEWEST = 4; // ranges that are tried before a new one is begun

  private final UnfinishedMessages messages;
  private long[] bits = new long[WORDS_MIN];
  private long bitsFrom; // offset of the first bit, a multiple of 64
  private long[] starts = new long[16];
  private long[] ends = new long[16];
  private int rangeCount;

  FinishedOffsets(UnfinishedMessages messages) {
    this.messages = messages;
    bitsFrom = wordStart(messages.end());
  }

  void add(long offset) {
    long word = (offset - bitsFrom) >> 6;
    if (word >= bits.length) {
      moveWindow(offset);
      word = (offset - bitsFrom) >> 6;
    }
    if (word >= 0 && word < bits.length) {
      bits[(int) word] |= 1L << offset;
    } else {
      add(offset, offset + 1);
    }
  }

  void add(long start, long end) {
    for (int i = rangeCount - 1; i >= 0 && i >= rangeCount - NEWEST; i--) {
      if (ends[i] == start) {
        ends[i] = end;
        return;
      }
    }
    if (rangeCount == starts.length) {
      mergeRanges();
    }
    starts[rangeCount] = start;
    ends[rangeCount++] = end;
  }

  /** The ranges at or above the floor; nothing is left afterwards. */
  OffsetRanges drain(long floor) {
    bitsToRanges(floor);
    bitsFrom = wordStart(messages.recent());
    return drainRanges(floor);
  }

  /** Forgets everything; the messages begin anew at another offset. */
  void clear() {
    Arrays.fill(bits, 0);
    bitsFrom = wordStart(messages.recent());
    rangeCount = 0;
  }

  private void moveWindow(long offset) {
    long recent = messages.recent();
    if (2 * (offset - recent) > (long) bits.length * Long.SIZE && bits.length < WORDS_MAX) {
      bits = Arrays.copyOf(bits, 2 * bits.length);
    }
    if ((offset - bitsFrom) >> 6 >= bits.length) {
      bitsToRanges(messages.floor());
      bitsFrom = wordStart(recent);
    }
  }

  private void bitsToRanges(long floor) {
    for (int i = 0; i < bits.length; i++) {
      long word = bits[i];
      bits[i] = 0;
      while (word != 0) {
        int first = Long.numberOfTrailingZeros(word);
        int end = first + Long.numberOfTrailingZeros(~(word >>> first));
        long from = bitsFrom + (long) i * Long.SIZE;
        if (from + end > floor) {
          add(from + first, from + end);
        }
        word = end == Long.SIZE ? 0 : word & (-1L << end);
      }
    }
  }

  private void mergeRanges() {
    OffsetRanges kept = drainRanges(messages.floor());
    if (2 * kept.rangeCount() > starts.length) {
      starts = new long[2 * starts.length];
      ends = new long[starts.length];
    }
    for (int i = 0; i < kept.rangeCount(); i++) {
      starts[rangeCount] = kept.start(i);
      ends[rangeCount++] = kept.end(i);
    }
  }

  /** Disjoint ranges stay pairs when starts and ends are sorted apart. */
  private OffsetRanges drainRanges(long floor) {
    Arrays.sort(starts, 0, rangeCount);
    Arrays.sort(ends, 0, rangeCount);
    OffsetRanges.Builder ranges = new OffsetRanges.Builder(rangeCount);
    for (int i = 0; i < rangeCount; i++) {
      ranges.append(Math.max(starts[i], floor), ends[i]);
    }
    rangeCount = 0;
    return ranges.build();
  }

  private static long wordStart(long offset) {
    return offset & -Long.SIZE;
  }
}
