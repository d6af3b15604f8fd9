package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.BURYING;
import static io.herald.broker.delivery.MessageSlots.SPENT;

import java.util.Arrays;

/**
 * Messages whose attempts are used up: they are not delivered again but wait, first in, first out,
 * until the dead-letter topic has them. Only then are they finished.
 *
 * <p>They are unfinished messages until then: they hold the ack floor, and on an ordered topic the
 * messages behind them. A crash forgets that they were here, but not their attempts, so that they
 * come here again.
 */
public final class Burials {
  private final UnfinishedMessages messages;
  private final CursorChanges changes;
  private final RequeuedQueue queue = new RequeuedQueue();
  private int attemptsMax; // 0 = any number
  private int underWay;
  private long buried;

  Burials(UnfinishedMessages messages, CursorChanges changes) {
    this.messages = messages;
    this.changes = changes;
  }

  void attemptsMax(int max) {
    attemptsMax = max;
  }

  boolean isSpent(int attempts) {
    return attemptsMax > 0 && attempts >= attemptsMax;
  }

  /** A message comes here, from wherever it was. */
  void add(long offset, MessageSlots slots, int index, BurialReason reason) {
    slots.state[index] = SPENT;
    slots.consumer[index] = reason.code();
    queue.addLast(offset);
  }

  /** How many wait to be taken. */
  public int waiting() {
    return queue.size();
  }

  /** How many have been taken and not come back. */
  public int underWay() {
    return underWay;
  }

  /**
   * Takes the first, at most {@code max}. Each must come back through {@link #buried}, {@link
   * #giveBack} or {@link #lose}.
   */
  public long[] take(int max) {
    long[] taken = new long[Math.min(Math.max(0, max), queue.size())];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = queue.removeFirst();
      int slot = messages.find(taken[i]);
      messages.slots(slot).state[UnfinishedMessages.index(slot)] = BURYING;
    }
    underWay += taken.length;
    return taken;
  }

  /** Whether a message that was taken is still to be buried: the channel may have been emptied. */
  public boolean isUnderWay(long offset) {
    return messages.state(messages.find(offset)) == BURYING;
  }

  /** How often a message that is here was delivered. */
  public int attempts(long offset) {
    int slot = messages.find(offset);
    return messages.slots(slot).attempts[UnfinishedMessages.index(slot)];
  }

  /** Why a message is here. */
  public BurialReason reason(long offset) {
    int slot = messages.find(offset);
    return BurialReason.of(messages.slots(slot).consumer[UnfinishedMessages.index(slot)]);
  }

  /** The dead-letter topic has the message: it is finished. */
  public boolean buried(long offset) {
    if (!lose(offset)) {
      return false;
    }
    changes.dead(offset);
    buried++;
    return true;
  }

  /** The bytes of the message are gone for good: it counts as finished. */
  public boolean lose(long offset) {
    if (!isUnderWay(offset)) {
      return false;
    }
    underWay--;
    messages.finish(messages.find(offset));
    changes.finished(offset);
    return true;
  }

  /** Puts a message that could not be buried now before all that wait. */
  public void giveBack(long offset) {
    int slot = messages.find(offset);
    if (messages.state(slot) == BURYING) {
      underWay--;
      messages.slots(slot).state[UnfinishedMessages.index(slot)] = SPENT;
      queue.addFirst(offset);
    }
  }

  /** How many were buried since the node began to run the channel. */
  public long buriedCount() {
    return buried;
  }

  /** The offsets that wait, in their order, at most {@code max}. */
  long[] first(int max) {
    return queue.first(max);
  }

  /** Takes out those that may be delivered again after all. */
  long[] takeUnspent() {
    long[] unspent = new long[queue.size()];
    int count = 0;
    for (int left = queue.size(); left > 0; left--) {
      long offset = queue.removeFirst();
      if (isSpent(attempts(offset))) {
        queue.addLast(offset);
      } else {
        unspent[count++] = offset;
      }
    }
    return Arrays.copyOf(unspent, count);
  }

  void removeBelow(long floor) {
    queue.removeBelow(floor);
  }

  /** A message under way was dropped. */
  void dropped() {
    underWay--;
  }
}
