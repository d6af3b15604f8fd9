package io.herald.broker.delivery;

import java.util.Arrays;

/**
 * Every message that was read and is not finished: the in-flight window and what waits beside it.
 *
 * <p>The recent part is a ring indexed by offset, so that FIN is arithmetic and an array access. It
 * doubles up to {@value #RING_MAX} slots while it is well filled; beyond, the oldest quarter's
 * unfinished messages become {@link Stragglers}. One message that nobody finishes therefore costs
 * one straggler, however far the head has moved on.
 *
 * <pre>
 *    stragglers           ring
 *   --#------#-#---|-###-####--#####|
 *               ringBase           end
 * </pre>
 *
 * <p>A slot number at or above zero is a ring index; below zero it is the complement of a
 * straggler's index. Slot numbers do not survive {@link #append}.
 */
final class UnfinishedMessages {
  static final int NONE = Integer.MIN_VALUE;
  static final int RING_MIN = 64;
  static final int RING_MAX = 1 << 18;

  private final Stragglers stragglers = new Stragglers();
  private MessageSlots ring = new MessageSlots(RING_MIN);
  private int mask = RING_MIN - 1;
  private long ringBase;
  private long end;
  private int unfinishedInRing;

  /** Nothing is unfinished below {@code start}, and nothing read from there on. */
  UnfinishedMessages(long start) {
    ringBase = start;
    end = start;
  }

  /** The offset that {@link #append} gives next. */
  long end() {
    return end;
  }

  int count() {
    return unfinishedInRing + stragglers.unfinished();
  }

  /** The smallest unfinished offset, or the end. */
  long floor() {
    if (stragglers.unfinished() > 0) {
      return stragglers.first();
    }
    trimRing();
    return ringBase;
  }

  /** No message below is unfinished but the stragglers. */
  long recent() {
    trimRing();
    return ringBase;
  }

  /** The slot of a message, or NONE; a slot of the ring may hold a finished message. */
  int find(long offset) {
    if (offset >= ringBase) {
      return offset < end ? (int) offset & mask : NONE;
    }
    int index = stragglers.indexOf(offset);
    return index < 0 ? NONE : ~index;
  }

  MessageSlots slots(int slot) {
    return slot >= 0 ? ring : stragglers.slots();
  }

  static int index(int slot) {
    return slot >= 0 ? slot : ~slot;
  }

  byte state(int slot) {
    return slot == NONE ? MessageSlots.FINISHED : slots(slot).state[index(slot)];
  }

  /** Finishes an unfinished message. */
  void finish(int slot) {
    if (slot >= 0) {
      ring.state[slot] = MessageSlots.FINISHED;
      unfinishedInRing--;
    } else {
      stragglers.finish(~slot);
    }
  }

  /** Adds {@code count} messages at the end, all alike. */
  void append(int count, byte state, int attempts, int consumer, long time, long now) {
    int left = count;
    while (left > 0) {
      int piece = Math.min(makeRoom(left), left);
      int from = (int) end & mask;
      int to = from + piece;
      if (to > ring.capacity()) {
        ring.fill(from, ring.capacity(), state, attempts, consumer, time, now);
        ring.fill(0, to & mask, state, attempts, consumer, time, now);
      } else {
        ring.fill(from, to, state, attempts, consumer, time, now);
      }
      end += piece;
      left -= piece;
      unfinishedInRing += state == MessageSlots.FINISHED ? 0 : piece;
    }
  }

  /** Adds one unfinished message at the end and everything before it as finished (recovery). */
  void appendRecovered(long offset, byte state, int attempts, long due) {
    int index = stragglers.appendEmpty(offset);
    stragglers.slots().fill(index, index + 1, state, attempts, -1, due, 0);
    skipTo(offset + 1);
  }

  /** Everything from the end to {@code offset} counts as finished. */
  void skipTo(long offset) {
    if (offset <= end) {
      return;
    }
    evictTo(end);
    ringBase = offset;
    end = offset;
  }

  /** Reading goes on at {@code offset}, before or behind the end; nothing may be unfinished. */
  void restartAt(long offset) {
    if (count() > 0) {
      throw new IllegalStateException(count() + " messages are unfinished");
    }
    ringBase = offset;
    end = offset;
  }

  /** Visits all unfinished messages by rising offset. */
  void forEach(SlotVisitor visitor) {
    stragglers.forEach(visitor);
    for (long offset = ringBase; offset < end; offset++) {
      int index = (int) offset & mask;
      if (ring.state[index] != MessageSlots.FINISHED) {
        visitor.visit(offset, ring, index);
      }
    }
  }

  /** The first offsets in this state, by rising offset, at most {@code max}. */
  long[] first(int max, byte state) {
    long[] found = new long[Math.max(0, max)];
    int count = stragglers.first(found, state);
    for (long offset = ringBase; offset < end && count < found.length; offset++) {
      if (ring.state[(int) offset & mask] == state) {
        found[count++] = offset;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** Free slots at the end of the ring, at least one. */
  private int makeRoom(int wanted) {
    int free = free();
    if (free >= wanted) {
      return free;
    }
    trimRing();
    while (free() < wanted
        && ring.capacity() < RING_MAX
        && 2L * (unfinishedInRing + wanted) > ring.capacity()) {
      doubleRing();
    }
    if (free() == 0) {
      evictTo(ringBase + ring.capacity() / 4);
    }
    return free();
  }

  private int free() {
    return ring.capacity() - (int) (end - ringBase);
  }

  private void trimRing() {
    if (unfinishedInRing == 0) {
      ringBase = end;
      return;
    }
    while (ring.state[(int) ringBase & mask] == MessageSlots.FINISHED) {
      ringBase++;
    }
  }

  private void doubleRing() {
    MessageSlots bigger = new MessageSlots(2 * ring.capacity());
    int biggerMask = bigger.capacity() - 1;
    for (long offset = ringBase; offset < end; offset++) {
      ring.copyTo(bigger, (int) offset & mask, (int) offset & biggerMask);
    }
    ring = bigger;
    mask = biggerMask;
  }

  private void evictTo(long newBase) {
    for (long offset = ringBase; offset < newBase; offset++) {
      int index = (int) offset & mask;
      if (ring.state[index] != MessageSlots.FINISHED) {
        stragglers.append(offset, ring, index);
        unfinishedInRing--;
      }
    }
    ringBase = newBase;
  }
}
