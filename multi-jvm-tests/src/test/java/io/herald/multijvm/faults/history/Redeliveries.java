package io.herald.multijvm.faults.history;

import static io.herald.multijvm.faults.history.Invariant.I3_SETTLED;
import static io.herald.multijvm.faults.history.Invariant.I6_TIMELY;

import io.herald.multijvm.faults.history.Receipt.State;
import java.util.List;

/**
 * I3, and the attempts of I6: when a message may come to a channel again. Without a fault nearby
 * only after a requeue, a timeout, the end of the connection that held it, or when its partition
 * goes to another node in good order, which keeps all but who held what. A fault undoes at most
 * what was said shortly before it began.
 */
final class Redeliveries {
  private final History history;
  private final Limits limits;
  private final Violations violations;
  private long deliveries;
  private long duplicates;

  Redeliveries(History history, Limits limits, Violations violations) {
    this.history = history;
    this.limits = limits;
    this.violations = violations;
  }

  void check() {
    for (ChannelHistory channel : history.channels()) {
      for (List<Receipt> same : channel.receipts().values()) {
        deliveries += same.size();
        for (int i = 1; i < same.size(); i++) {
          checkAgain(same.get(i - 1), same.get(i));
        }
      }
    }
    if (duplicates > limits.duplicateShare() * deliveries) {
      violations.add(
          I3_SETTLED, duplicates + " of " + deliveries + " deliveries were of finished messages");
    }
  }

  /** Deliveries of messages for which FIN had been sent. */
  long duplicates() {
    return duplicates;
  }

  private void checkAgain(Receipt before, Receipt again) {
    if (isOldNews(before, again)) {
      return;
    }
    if (before.state() == State.FINISHED) {
      duplicates++;
      if (isSettled(before)) {
        violations.add(I3_SETTLED, "came again after FIN: " + before + "; then " + again);
      }
    } else if (history.isFaulty(before.receivedAt() - settleMillis(), again.receivedAt())) {
      return; // What was said about it may have been undone.
    } else if (before.state() == State.HELD && isHeldAt(before, again.receivedAt())) {
      violations.add(I3_SETTLED, "came again while held: " + before + "; then " + again);
    } else if (isTooEarly(before, again)) {
      violations.add(I6_TIMELY, "came again too early: " + before + "; then " + again);
    } else if (again.attempt() <= before.attempt()) {
      violations.add(I6_TIMELY, "attempts do not rise: " + before + "; then " + again);
    }
  }

  /** A consumer that found a delivery in its buffer after the broker had given it to another. */
  private static boolean isOldNews(Receipt before, Receipt again) {
    return again.attempt() < before.attempt()
        && again.session() != before.session()
        && again.session().openedAt() <= before.receivedAt();
  }

  /** The broker read the FIN, and nothing happened until it was durable. */
  private boolean isSettled(Receipt finished) {
    long durableAt = finished.saidAt() + settleMillis();
    return finished.session().closedAt() > durableAt
        && !history.isFaulty(finished.saidAt() - settleMillis(), durableAt);
  }

  /** The broker knows that it is held; had it timed out before TOUCH, a refusal would have come. */
  private boolean isHeldAt(Receipt receipt, long time) {
    String topic = receipt.session().channel().topic();
    if (history.isHandedOver(topic, receipt.receivedAt(), time)) {
      return false;
    }
    long timeoutAt = receipt.saidAt() + receipt.session().messageTimeout().toMillis();
    return receipt.session().closedAt() > time && time + Limits.CLOCK_GRAIN_MILLIS < timeoutAt;
  }

  private static boolean isTooEarly(Receipt before, Receipt again) {
    return before.state() == State.REQUEUED
        && again.receivedAt() + Limits.CLOCK_GRAIN_MILLIS < before.notBefore()
        && before.session().closedAt() > again.receivedAt();
  }

  private long settleMillis() {
    return limits.settle().toMillis();
  }
}
