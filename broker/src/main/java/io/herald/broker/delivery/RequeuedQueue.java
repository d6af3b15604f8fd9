package io.herald.broker.delivery;

/** Offsets that can be delivered again, first in, first out; a ring that doubles when full. */
final class RequeuedQueue {
  private long[] ring = new long[16];
  private int head;
  private int size;

  int size() {
    return size;
  }

  void addLast(long offset) {
    growIfFull();
    ring[(head + size++) & (ring.length - 1)] = offset;
  }

  void addFirst(long offset) {
    growIfFull();
    head = (head - 1) & (ring.length - 1);
    ring[head] = offset;
    size++;
  }

  /** Takes the first; only if there is one. */
  long removeFirst() {
    long offset = ring[head];
    head = (head + 1) & (ring.length - 1);
    size--;
    return offset;
  }

  /** Takes one out, wherever it is. */
  void remove(long wanted) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      long offset = ring[(head + i) & (ring.length - 1)];
      if (offset != wanted) {
        ring[(head + kept++) & (ring.length - 1)] = offset;
      }
    }
    size = kept;
  }

  /** The first ones, at most {@code max}; they stay. */
  long[] first(int max) {
    long[] first = new long[Math.min(Math.max(0, max), size)];
    for (int i = 0; i < first.length; i++) {
      first[i] = ring[(head + i) & (ring.length - 1)];
    }
    return first;
  }

  void removeBelow(long floor) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      long offset = ring[(head + i) & (ring.length - 1)];
      if (offset >= floor) {
        ring[(head + kept++) & (ring.length - 1)] = offset;
      }
    }
    size = kept;
  }

  private void growIfFull() {
    if (size < ring.length) {
      return;
    }
    long[] bigger = new long[2 * ring.length];
    for (int i = 0; i < size; i++) {
      bigger[i] = ring[(head + i) & (ring.length - 1)];
    }
    ring = bigger;
    head = 0;
  }
}
