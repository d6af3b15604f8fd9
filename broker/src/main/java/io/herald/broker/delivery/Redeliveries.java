package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.DEFERRED;
import static io.herald.broker.delivery.MessageSlots.FETCHING;
import static io.herald.broker.delivery.MessageSlots.WAITING;

import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.persistence.cursor.PendingMessages;

/**
 * What waits to be delivered again: requeued messages in order, deferred ones until they are due,
 * and those whose bytes are being fetched.
 *
 * <p>While new messages wait too, redeliveries get at most every other place: a message that is
 * requeued in a loop cannot starve the new ones.
 */
final class Redeliveries {
  static final long[] NOTHING = {};

  private final UnfinishedMessages messages;
  private final Burials burials;
  private final RequeuedQueue requeued = new RequeuedQueue();
  private final DeferredQueue deferred = new DeferredQueue();
  private int fetching;
  private int owed; // places taken while new messages waited, that those have not had yet
  private boolean newStuck; // when they were last offered, the new messages could not use the room

  Redeliveries(UnfinishedMessages messages, Burials burials) {
    this.messages = messages;
    this.burials = burials;
  }

  /** Everything that was read and not finished waits again, each until its time. */
  void recover(CursorState cursor) {
    OffsetRanges unfinished = cursor.unfinished();
    PendingMessages pending = cursor.pending();
    int next = 0;
    for (int range = 0; range < unfinished.rangeCount(); range++) {
      for (long offset = unfinished.start(range); offset < unfinished.end(range); offset++) {
        boolean isListed = next < pending.size() && pending.offset(next) == offset;
        int attempts = isListed ? pending.attempts(next) : PendingMessages.DEFAULT_ATTEMPTS;
        long due = isListed ? pending.dueMillis(next) : 0;
        next += isListed ? 1 : 0;
        messages.appendRecovered(offset, due > 0 ? DEFERRED : WAITING, attempts, due);
        if (due > 0) {
          defer(offset, due);
        } else {
          requeued.addLast(offset);
        }
      }
    }
    messages.skipTo(cursor.readTo());
  }

  int waiting() {
    return requeued.size();
  }

  int deferred() {
    return deferred.size();
  }

  int fetching() {
    return fetching;
  }

  long nextDueMillis() {
    return deferred.nextDueMillis();
  }

  /** The first requeued offsets; see {@link RequeuedQueue#first}. */
  long[] firstRequeued(int max) {
    return requeued.first(max);
  }

  /** The first deferred offsets; see {@link DeferredQueue#first}. */
  long[] firstDeferred(int max) {
    return deferred.first(max);
  }

  /** All deferred offsets, in no order. */
  long[] allDeferred() {
    return deferred.all();
  }

  /** A message waits at the tail, unless its attempts are used up: then it is to be buried. */
  void requeue(long offset, MessageSlots slots, int index, BurialReason reason) {
    if (burials.isSpent(slots.attempts[index])) {
      burials.add(offset, slots, index, reason);
    } else {
      slots.state[index] = WAITING;
      requeued.addLast(offset);
    }
  }

  void defer(long offset, long due) {
    deferred.add(offset, due);
  }

  /** Finishes a message that waits here; costs a look at all that do. */
  boolean drop(long offset, CursorChanges changes) {
    int slot = messages.find(offset);
    switch (messages.state(slot)) {
      case DEFERRED -> deferred.remove(offset);
      case WAITING -> requeued.remove(offset);
      default -> {
        return false;
      }
    }
    messages.finish(slot);
    changes.finished(offset);
    return true;
  }

  /**
   * Sets how often a message may be delivered, 0 = any number: what waits and has been delivered as
   * often is to be buried, and what waits to be buried and has not is delivered again.
   */
  void limitAttempts(int max) {
    burials.attemptsMax(max);
    for (int left = requeued.size(); left > 0; left--) {
      long offset = requeued.removeFirst();
      int slot = messages.find(offset);
      requeue(
          offset, messages.slots(slot), UnfinishedMessages.index(slot), BurialReason.NOT_FINISHED);
    }
    for (long offset : burials.takeUnspent()) {
      int slot = messages.find(offset);
      messages.slots(slot).state[UnfinishedMessages.index(slot)] = WAITING;
      requeued.addLast(offset);
    }
  }

  /** Moves what has become due behind the requeued ones; returns how many. */
  int promoteDue(long now) {
    int promoted = 0;
    while (deferred.nextDueMillis() <= now) {
      long offset = deferred.removeFirst();
      int slot = messages.find(offset);
      MessageSlots slots = messages.slots(slot);
      requeue(offset, slots, UnfinishedMessages.index(slot), BurialReason.NOT_FINISHED);
      promoted++;
    }
    return promoted;
  }

  /** The debt to new messages shrinks by those delivered; if they are stuck, they have no claim. */
  void newDelivered(int count, boolean areStuck) {
    owed = areStuck ? 0 : Math.max(0, owed - count);
    newStuck = areStuck;
  }

  /** Whether places were kept for new messages that cannot use them. */
  boolean haveUnusedPlaces(int places) {
    return newStuck && places > 0 && requeued.size() > 0;
  }

  /** Takes waiting messages into fetching, as many as there are places for. */
  long[] take(int max, int places, boolean newWaiting) {
    boolean isShared = newWaiting && !newStuck;
    owed = isShared ? owed : 0;
    int allowed = isShared ? Math.max(0, (places - owed + 1) / 2) : places;
    int count = Math.min(Math.min(max, allowed), requeued.size());
    if (count <= 0) {
      return NOTHING;
    }
    owed += isShared ? count : 0;
    fetching += count;
    long[] taken = new long[count];
    for (int i = 0; i < count; i++) {
      taken[i] = requeued.removeFirst();
      int slot = messages.find(taken[i]);
      messages.slots(slot).state[UnfinishedMessages.index(slot)] = FETCHING;
    }
    return taken;
  }

  /** Takes the first unfinished message into fetching, if it waits; nothing may overtake it. */
  long[] takeFirstUnfinished() {
    long first = messages.floor();
    int slot = messages.find(first);
    if (messages.state(slot) != WAITING) {
      return NOTHING;
    }
    requeued.remove(first);
    fetching++;
    messages.slots(slot).state[UnfinishedMessages.index(slot)] = FETCHING;
    return new long[] {first};
  }

  /**
   * Takes the oldest waiting messages into fetching, whether there is room for them or not: those
   * that are not too old come back.
   */
  long[] takeOldest(int max) {
    long[] oldest = messages.first(Math.min(max, requeued.size()), WAITING);
    for (long offset : oldest) {
      requeued.remove(offset);
      int slot = messages.find(offset);
      messages.slots(slot).state[UnfinishedMessages.index(slot)] = FETCHING;
    }
    fetching += oldest.length;
    return oldest;
  }

  /** A message left fetching: delivered, dropped or skipped. */
  void fetched() {
    fetching--;
  }

  void putBack(long offset, int slot) {
    fetching--;
    messages.slots(slot).state[UnfinishedMessages.index(slot)] = WAITING;
    requeued.addFirst(offset);
  }

  /** Nothing waits any more, and new messages begin anew. */
  void clear() {
    removeBelow(Long.MAX_VALUE);
    owed = 0;
    newStuck = false;
  }

  void removeBelow(long floor) {
    requeued.removeBelow(floor);
    deferred.removeBelow(floor);
  }
}
