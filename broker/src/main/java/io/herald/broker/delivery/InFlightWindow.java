package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.BURYING;
import static io.herald.broker.delivery.MessageSlots.DEFERRED;
import static io.herald.broker.delivery.MessageSlots.FETCHING;
import static io.herald.broker.delivery.MessageSlots.IN_FLIGHT;

import io.herald.persistence.timeline.Happening;

/**
 * Messages that consumers hold: how they get there, and the four ways out: finished, requeued,
 * timed out, or their consumer gone.
 *
 * <p>No timer and no heap: a lower bound of all deadlines is kept, and only when it has passed are
 * the unfinished messages scanned.
 */
final class InFlightWindow {
  private final Limits limits;
  private final UnfinishedMessages messages;
  private final Redeliveries redeliveries;
  private final Burials burials;
  private final Dispatcher dispatcher;
  private final CursorChanges changes;
  private MessageObserver observer; // null = nobody traces
  private long deadlineBound = Long.MAX_VALUE; // no message in flight has an earlier deadline
  private long lastScanMillis;
  private long timeouts;
  private long requeues;
  private long finishes;

  InFlightWindow(
      Limits limits,
      UnfinishedMessages messages,
      Redeliveries redeliveries,
      Burials burials,
      Dispatcher dispatcher,
      CursorChanges changes) {
    this.limits = limits;
    this.messages = messages;
    this.redeliveries = redeliveries;
    this.burials = burials;
    this.dispatcher = dispatcher;
    this.changes = changes;
  }

  /** Null = nobody traces. */
  void observer(MessageObserver newObserver) {
    observer = newObserver;
  }

  int count() {
    return messages.count()
        - redeliveries.waiting()
        - redeliveries.fetching()
        - redeliveries.deferred()
        - burials.waiting()
        - burials.underWay();
  }

  long timeouts() {
    return timeouts;
  }

  long requeues() {
    return requeues;
  }

  long finishes() {
    return finishes;
  }

  /** New messages go to a consumer, which already counts them. */
  void addNew(ConsumerShare consumer, int count, long now) {
    long deadline = now + consumer.msgTimeoutMillis;
    if (observer != null) {
      for (long offset = messages.end(); offset < messages.end() + count; offset++) {
        observer.happened(Happening.DELIVERED, offset, consumer.id, 1);
      }
    }
    messages.append(count, IN_FLIGHT, 1, consumer.slot, deadline, now);
    deadlineBound = Math.min(deadlineBound, deadline);
  }

  /** A fetched message goes to a consumer, which already counts it; returns its attempts. */
  int addAgain(ConsumerShare consumer, long offset, int slot, long now) {
    MessageSlots slots = messages.slots(slot);
    int i = UnfinishedMessages.index(slot);
    int attempts = Math.min(ChannelLedger.ATTEMPTS_MAX, slots.attempts[i] + 1);
    long deadline = now + consumer.msgTimeoutMillis;
    slots.fill(i, i + 1, IN_FLIGHT, attempts, consumer.slot, deadline, now);
    deadlineBound = Math.min(deadlineBound, deadline);
    redeliveries.fetched();
    changes.changed(offset);
    observe(Happening.DELIVERED, offset, consumer.id, attempts);
    return attempts;
  }

  boolean finish(long consumer, long offset) {
    int slot = messages.find(offset);
    ConsumerShare holder = holder(slot, consumer);
    if (holder == null) {
      return false;
    }
    if (observer != null) {
      observe(Happening.FINISHED, offset, consumer, attempts(slot));
    }
    messages.finish(slot);
    dispatcher.released(holder);
    changes.finished(offset);
    finishes++;
    return true;
  }

  boolean requeue(long consumer, long offset, long delayMillis, long now) {
    int slot = messages.find(offset);
    if (holder(slot, consumer) == null) {
      return false;
    }
    MessageSlots slots = messages.slots(slot);
    int i = UnfinishedMessages.index(slot);
    long delay = Math.min(delayMillis, limits.maxReqTimeoutMillis());
    if (delay <= 0 || burials.isSpent(slots.attempts[i])) {
      release(offset, slots, i, BurialReason.REQUEUED);
    } else if (redeliveries.deferred() < limits.maxDeferred()) {
      defer(offset, slot, now + delay);
    } else {
      return false;
    }
    requeues++;
    return true;
  }

  boolean touch(long consumer, long offset, long now) {
    int slot = messages.find(offset);
    ConsumerShare holder = holder(slot, consumer);
    if (holder == null) {
      return false;
    }
    MessageSlots slots = messages.slots(slot);
    int i = UnfinishedMessages.index(slot);
    long cap = slots.delivered[i] + limits.maxMsgTimeoutMillis();
    slots.time[i] = Math.min(now + holder.msgTimeoutMillis, cap);
    deadlineBound = Math.min(deadlineBound, slots.time[i]);
    return true;
  }

  /** Requeues what is past its deadline; returns how many. */
  int expire(long now) {
    if (now < deadlineBound) {
      return 0;
    }
    long before = timeouts;
    deadlineBound = Long.MAX_VALUE;
    lastScanMillis = now;
    messages.forEach(
        (offset, slots, i) -> {
          if (slots.state[i] != IN_FLIGHT) {
            return;
          }
          if (slots.time[i] <= now) {
            timeouts++;
            release(offset, slots, i, BurialReason.TIMED_OUT);
          } else {
            deadlineBound = Math.min(deadlineBound, slots.time[i]);
          }
        });
    return (int) (timeouts - before);
  }

  long nextWakeMillis() {
    return count() == 0
        ? Long.MAX_VALUE
        : Math.max(deadlineBound, lastScanMillis + ChannelLedger.SCAN_GAP_MILLIS);
  }

  /** Requeues all that a consumer holds. */
  void releaseAll(ConsumerShare consumer) {
    if (consumer.inFlight == 0) {
      return;
    }
    messages.forEach(
        (offset, slots, i) -> {
          if (slots.state[i] == IN_FLIGHT && slots.consumer[i] == consumer.slot) {
            release(offset, slots, i, BurialReason.LEFT);
          }
        });
  }

  /** Finishes everything below an offset, whatever its state. */
  void dropBelow(long upTo) {
    finishBelow(upTo);
    redeliveries.removeBelow(upTo);
    burials.removeBelow(upTo);
    messages.skipTo(upTo);
  }

  /** Drops everything, whatever its state, and goes on at an offset. */
  void restartAt(long offset) {
    finishBelow(Long.MAX_VALUE);
    redeliveries.clear();
    burials.removeBelow(Long.MAX_VALUE);
    messages.restartAt(offset);
    deadlineBound = Long.MAX_VALUE;
  }

  private void finishBelow(long upTo) {
    messages.forEach(
        (offset, slots, i) -> {
          if (offset >= upTo) {
            return;
          }
          if (slots.state[i] == IN_FLIGHT) {
            dispatcher.released(dispatcher.at(slots.consumer[i]));
          } else if (slots.state[i] == FETCHING) {
            redeliveries.fetched();
          } else if (slots.state[i] == BURYING) {
            burials.dropped();
          }
          messages.finish(messages.find(offset));
        });
  }

  /** The consumer, if the message is in flight with it; else null. */
  private ConsumerShare holder(int slot, long consumer) {
    if (messages.state(slot) != IN_FLIGHT) {
      return null;
    }
    int held = messages.slots(slot).consumer[UnfinishedMessages.index(slot)];
    ConsumerShare holder = dispatcher.at(held);
    return holder.id == consumer ? holder : null;
  }

  private void release(long offset, MessageSlots slots, int i, BurialReason reason) {
    ConsumerShare holder = dispatcher.at(slots.consumer[i]);
    observe(happening(reason), offset, holder.id, slots.attempts[i]);
    dispatcher.released(holder);
    slots.time[i] = 0;
    redeliveries.requeue(offset, slots, i, reason);
  }

  private static Happening happening(BurialReason reason) {
    return switch (reason) {
      case TIMED_OUT -> Happening.TIMED_OUT;
      case REQUEUED -> Happening.REQUEUED;
      case LEFT, NOT_FINISHED -> Happening.CLIENT_LEFT;
    };
  }

  private void observe(Happening what, long offset, long consumer, int attempts) {
    if (observer != null) {
      observer.happened(what, offset, consumer, attempts);
    }
  }

  private int attempts(int slot) {
    return messages.slots(slot).attempts[UnfinishedMessages.index(slot)];
  }

  private void defer(long offset, int slot, long due) {
    MessageSlots slots = messages.slots(slot);
    int i = UnfinishedMessages.index(slot);
    ConsumerShare holder = dispatcher.at(slots.consumer[i]);
    observe(Happening.REQUEUED, offset, holder.id, slots.attempts[i]);
    dispatcher.released(holder);
    slots.state[i] = DEFERRED;
    slots.time[i] = due;
    redeliveries.defer(offset, due);
    changes.changed(offset);
  }
}
