package io.herald.multijvm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one channel delivered, over all lives of a node that is killed again and again, held against
 * what was published. Times are milliseconds since 1970, from the clock that the node has too.
 *
 * <p>A kill may undo what happened within {@link #FLUSH} before it: a FIN, a requeue, a raised
 * attempt. Nothing may undo what is older, and an acknowledged publish is never undone.
 */
final class DeliveryLedger {
  /** Longer than a node takes to write its cursors to disk. */
  static final Duration FLUSH = Duration.ofMillis(1500);

  /** The node counts whole milliseconds. */
  private static final long CLOCK_GRAIN = 2;

  private final PublishLedger published;
  private final Map<Long, History> histories = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final AtomicLong deliveries = new AtomicLong();
  private final AtomicInteger life = new AtomicInteger();

  DeliveryLedger(PublishLedger published) {
    this.published = published;
  }

  private static final class History {
    int life = -1;
    int attempt;
    long deliveredAt;
    long finishedAt;
    long notBefore;
    int durableAttempt;
    boolean durablyFinished;
  }

  /**
   * A message has arrived.
   *
   * @param dueAt when its publisher wanted it delivered, 0 for at once
   */
  void delivered(long id, int attempt, long dueAt, long now) {
    deliveries.incrementAndGet();
    History history = histories.computeIfAbsent(id, any -> new History());
    synchronized (history) {
      if (now + CLOCK_GRAIN < dueAt) {
        violations.add(id + " came " + (dueAt - now) + " ms before its deferral ended");
      }
      if (history.life == life.get()) {
        checkRedelivery(id, attempt, now, history);
      } else {
        checkDurable(id, attempt, history);
      }
      history.life = life.get();
      history.attempt = attempt;
      history.deliveredAt = now;
      history.finishedAt = 0;
      history.notBefore = 0;
    }
  }

  private void checkRedelivery(long id, int attempt, long now, History history) {
    if (history.finishedAt > 0) {
      violations.add(id + " came again after FIN in the same life");
    }
    if (attempt != history.attempt + 1) {
      violations.add(id + ": attempt " + attempt + " after " + history.attempt);
    }
    if (now + CLOCK_GRAIN < history.notBefore) {
      violations.add(id + " came " + (history.notBefore - now) + " ms before its REQ delay ended");
    }
  }

  private void checkDurable(long id, int attempt, History history) {
    if (history.durablyFinished) {
      violations.add(id + " was finished long before a kill and came again");
    }
    if (attempt < Math.max(1, history.durableAttempt)) {
      violations.add(
          id
              + ": attempt "
              + attempt
              + " although "
              + history.durableAttempt
              + " was reached long before a kill");
    }
  }

  /** FIN is about to be sent. */
  void finished(long id, long now) {
    History history = histories.get(id);
    synchronized (history) {
      history.finishedAt = now;
    }
  }

  /** REQ is about to be sent. */
  void requeued(long id, long delayMillis, long now) {
    History history = histories.get(id);
    synchronized (history) {
      history.notBefore = now + delayMillis;
    }
  }

  /** The node is about to be killed. */
  void killed(long now) {
    long flushed = now - FLUSH.toMillis();
    for (History history : histories.values()) {
      synchronized (history) {
        if (history.life == life.get() && history.deliveredAt < flushed) {
          history.durableAttempt = Math.max(history.durableAttempt, history.attempt);
          history.durablyFinished |= history.finishedAt > 0 && history.finishedAt < flushed;
        }
      }
    }
    life.incrementAndGet();
  }

  /** Acknowledged, and never delivered. */
  Set<Long> lost() {
    Set<Long> lost = new TreeSet<>(published.acknowledged());
    lost.removeAll(histories.keySet());
    return lost;
  }

  /** Delivered, and never published. */
  Set<Long> unexpected() {
    Set<Long> unexpected = new TreeSet<>(histories.keySet());
    unexpected.removeAll(published.attempted());
    return unexpected;
  }

  /** Deliveries beyond the first of each message; a requeue makes one, a kill may make more. */
  long duplicates() {
    return deliveries.get() - histories.size();
  }

  /** Different messages delivered. */
  int received() {
    return histories.size();
  }

  /** What was early, came back, or was counted wrongly. */
  List<String> violations() {
    return List.copyOf(violations);
  }
}
