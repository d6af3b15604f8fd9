package io.herald.multijvm.faults.history;

import static io.herald.multijvm.faults.history.Invariant.I6_TIMELY;

/** I6: a deferred message is never early, and late only as far as a fault excuses it. */
final class Timeliness {
  private final History history;
  private final Limits limits;
  private final Violations violations;

  Timeliness(History history, Limits limits, Violations violations) {
    this.history = history;
    this.limits = limits;
    this.violations = violations;
  }

  void check() {
    for (ChannelHistory channel : history.channels()) {
      channel.receipts().values().forEach(same -> checkFirst(same.get(0), channel));
    }
  }

  private void checkFirst(Receipt first, ChannelHistory channel) {
    Send send = history.sendOf(first.id());
    if (send.dueAt() == 0) {
      return;
    }
    long early = send.dueAt() - first.receivedAt();
    if (early > Limits.CLOCK_GRAIN_MILLIS) {
      violations.add(I6_TIMELY, early + " ms early: " + first + "; " + send);
    }
    if (channel.isOwed(send) && first.receivedAt() > latest(send, first.receivedAt())) {
      violations.add(I6_TIMELY, -early + " ms late: " + first + "; " + send);
    }
  }

  /**
   * When a message that came at {@code receivedAt} should have come at the latest; also what is due
   * soon after a fault waits for what the fault has held up.
   */
  private long latest(Send send, long receivedAt) {
    long due = Math.max(send.dueAt(), send.invokedAt());
    long latest = due + limits.late().toMillis();
    long recovery = limits.recovery().toMillis();
    for (FaultWindow window : history.windows()) {
      if (window.isHealed() && window.touches(due - recovery, receivedAt)) {
        latest = Math.max(latest, window.healedAt() + recovery);
      }
    }
    return latest;
  }
}
