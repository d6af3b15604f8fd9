package io.herald.multijvm.faults.history;

import static io.herald.multijvm.faults.history.Invariant.I9_RECOVERED;

import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** I9: after each fault the first OK and the first message come soon. */
final class Recovery {
  private final History history;
  private final Limits limits;
  private final Violations violations;

  Recovery(History history, Limits limits, Violations violations) {
    this.history = history;
    this.limits = limits;
    this.violations = violations;
  }

  void check() {
    NavigableSet<Long> invocations = new TreeSet<>();
    NavigableSet<Long> oks = new TreeSet<>();
    for (Send send : history.sends()) {
      invocations.add(send.invokedAt());
      if (send.isAcknowledged()) {
        oks.add(send.endedAt());
      }
    }
    NavigableSet<Long> receipts = new TreeSet<>();
    for (ChannelHistory channel : history.channels()) {
      for (List<Receipt> same : channel.receipts().values()) {
        same.forEach(receipt -> receipts.add(receipt.receivedAt()));
      }
    }
    for (FaultWindow window : history.windows()) {
      if (!window.isHealed()) {
        violations.add(I9_RECOVERED, "never healed: " + window);
      } else if (isFollowedByPublishing(window, invocations)) {
        checkSoon("an OK", window, oks);
        checkSoon("a message", window, receipts);
      }
    }
  }

  /** True if somebody tried long enough, and no other fault disturbed it. */
  private boolean isFollowedByPublishing(FaultWindow window, NavigableSet<Long> invocations) {
    long limit = window.healedAt() + limits.recovery().toMillis();
    Collection<FaultWindow> windows = history.windows();
    return !invocations.isEmpty()
        && invocations.last() >= limit
        && windows.stream()
            .filter(other -> other != window)
            .noneMatch(other -> other.touches(window.healedAt(), limit));
  }

  private void checkSoon(String what, FaultWindow window, NavigableSet<Long> times) {
    Long first = times.ceiling(window.healedAt());
    if (first == null || first > window.healedAt() + limits.recovery().toMillis()) {
      violations.add(I9_RECOVERED, what + " came first at " + first + " after " + window);
    }
  }
}
