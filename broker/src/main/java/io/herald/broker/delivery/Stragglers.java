package io.herald.broker.delivery;

import java.util.Arrays;

/**
 * Unfinished messages that the window's ring has moved past, sorted by offset.
 *
 * <p>They arrive in rising order, so a sorted array with holes does: found by binary search, the
 * smallest is the first, holes vanish when the array is full. Memory is at most four times what is
 * unfinished.
 */
final class Stragglers {
  private static final int CAPACITY_MIN = 16;
  private static final int CAPACITY_KEPT = 1024; // larger arrays are dropped when empty

  private long[] offsets = new long[CAPACITY_MIN];
  private MessageSlots slots = new MessageSlots(CAPACITY_MIN);
  private int head; // the first unfinished
  private int tail;
  private int unfinished;

  MessageSlots slots() {
    return slots;
  }

  int unfinished() {
    return unfinished;
  }

  /** The smallest unfinished offset; only if there is one. */
  long first() {
    return offsets[head];
  }

  /** Its index, or -1. */
  int indexOf(long offset) {
    int found = Arrays.binarySearch(offsets, head, tail, offset);
    return Math.max(found, -1);
  }

  void append(long offset, MessageSlots from, int index) {
    int to = appendEmpty(offset);
    from.copyTo(slots, index, to);
  }

  /** Adds an offset above all others; the caller fills the slot it gets. */
  int appendEmpty(long offset) {
    if (tail == offsets.length) {
      compact();
    }
    offsets[tail] = offset;
    unfinished++;
    return tail++;
  }

  void finish(int index) {
    slots.state[index] = MessageSlots.FINISHED;
    unfinished--;
    if (unfinished == 0) {
      clear();
      return;
    }
    while (slots.state[head] == MessageSlots.FINISHED) {
      head++;
    }
  }

  void forEach(SlotVisitor visitor) {
    long[] visitedOffsets = offsets; // finishing the last one clears the fields
    MessageSlots visited = slots;
    int end = tail;
    for (int i = head; i < end; i++) {
      if (visited.state[i] != MessageSlots.FINISHED) {
        visitor.visit(visitedOffsets[i], visited, i);
      }
    }
  }

  /** Puts the first offsets in this state into {@code into}, as many as fit; returns how many. */
  int first(long[] into, byte state) {
    int count = 0;
    for (int i = head; i < tail && count < into.length; i++) {
      if (slots.state[i] == state) {
        into[count++] = offsets[i];
      }
    }
    return count;
  }

  private void clear() {
    head = 0;
    tail = 0;
    if (offsets.length > CAPACITY_KEPT) {
      offsets = new long[CAPACITY_MIN];
      slots = new MessageSlots(CAPACITY_MIN);
    }
  }

  private void compact() {
    int capacity = Math.max(CAPACITY_MIN, Integer.highestOneBit(unfinished + 1) * 4);
    long[] oldOffsets = offsets;
    MessageSlots oldSlots = slots;
    offsets = new long[capacity];
    slots = new MessageSlots(capacity);
    int to = 0;
    for (int i = head; i < tail; i++) {
      if (oldSlots.state[i] != MessageSlots.FINISHED) {
        offsets[to] = oldOffsets[i];
        oldSlots.copyTo(slots, i, to++);
      }
    }
    head = 0;
    tail = to;
  }
}
