package io.herald.broker.delivery;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Offsets that wait for their time: a binary min-heap by due time, then offset. */
final class DeferredQueue {
  private long[] dues = new long[16];
  private long[] offsets = new long[16];
  private int size;

  int size() {
    return size;
  }

  /** Wall clock ms at which the first is due; Long.MAX_VALUE if there is none. */
  long nextDueMillis() {
    return size == 0 ? Long.MAX_VALUE : dues[0];
  }

  void add(long offset, long due) {
    if (size == dues.length) {
      dues = Arrays.copyOf(dues, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    siftUp(size++, due, offset);
  }

  /** Takes the offset that is due first; only if there is one. */
  long removeFirst() {
    long first = offsets[0];
    size--;
    siftDown(0, dues[size], offsets[size]);
    return first;
  }

  /**
   * The offsets that are due first, at most {@code max}; they stay. Walks down the heap only as far
   * as needed: the next one is always a child of one that was taken.
   */
  long[] first(int max) {
    long[] first = new long[Math.min(Math.max(0, max), size)];
    PriorityQueue<Integer> candidates =
        new PriorityQueue<>(
            Comparator.comparingLong((Integer i) -> dues[i]).thenComparingLong(i -> offsets[i]));
    if (size > 0) {
      candidates.add(0);
    }
    for (int taken = 0; taken < first.length; taken++) {
      int at = candidates.remove();
      first[taken] = offsets[at];
      for (int child = 2 * at + 1; child <= 2 * at + 2 && child < size; child++) {
        candidates.add(child);
      }
    }
    return first;
  }

  /** All of them, in no order. */
  long[] all() {
    return Arrays.copyOf(offsets, size);
  }

  /** Takes one out, wherever it is; looks at all of them. */
  void remove(long wanted) {
    for (int i = 0; i < size; i++) {
      if (offsets[i] == wanted) {
        size--;
        long due = dues[size];
        long offset = offsets[size];
        if (i < size && i > 0 && before(due, offset, (i - 1) / 2)) {
          siftUp(i, due, offset);
        } else if (i < size) {
          siftDown(i, due, offset);
        }
        return;
      }
    }
  }

  void removeBelow(long floor) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (offsets[i] >= floor) {
        dues[kept] = dues[i];
        offsets[kept++] = offsets[i];
      }
    }
    size = kept;
    for (int i = size / 2 - 1; i >= 0; i--) {
      siftDown(i, dues[i], offsets[i]);
    }
  }

  private void siftUp(int hole, long due, long offset) {
    int at = hole;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (!before(due, offset, parent)) {
        break;
      }
      dues[at] = dues[parent];
      offsets[at] = offsets[parent];
      at = parent;
    }
    dues[at] = due;
    offsets[at] = offset;
  }

  private void siftDown(int hole, long due, long offset) {
    int at = hole;
    for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && before(dues[child + 1], offsets[child + 1], child)) {
        child++;
      }
      if (before(due, offset, child)) {
        break;
      }
      dues[at] = dues[child];
      offsets[at] = offsets[child];
      at = child;
    }
    dues[at] = due;
    offsets[at] = offset;
  }

  private boolean before(long due, long offset, int other) {
    return due < dues[other] || (due == dues[other] && offset < offsets[other]);
  }
}
