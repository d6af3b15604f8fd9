package io.herald.multijvm.faults.history;

import io.herald.multijvm.faults.history.Send.Outcome;
import java.time.Duration;

/** Holds a history against all invariants. All who record must have ended. */
public final class Checker {
  private final Limits limits;

  public Checker(Limits limits) {
    this.limits = limits;
  }

  /** Checks what was seen, and what the nodes say when all is quiet. */
  public Report check(History history, Books books) {
    Violations violations = new Violations();
    StoredOnce.check(history, violations);
    Redeliveries redeliveries = new Redeliveries(history, limits, violations);
    redeliveries.check();
    new Timeliness(history, limits, violations).check();
    Balance.check(history, books, violations);
    new Recovery(history, limits, violations).check();
    Orderliness.check(history, limits, violations);
    return new Report(
        messages(history, Outcome.OK),
        messages(history, Outcome.FAILED),
        messages(history, Outcome.UNKNOWN),
        history.channels().stream().mapToLong(ChannelHistory::size).sum(),
        redeliveries.duplicates(),
        longestGap(history),
        history.residentMax(),
        violations.texts());
  }

  private static long messages(History history, Outcome outcome) {
    return history.sends().stream()
        .filter(send -> send.outcome() == outcome)
        .mapToLong(Send::count)
        .sum();
  }

  private static Duration longestGap(History history) {
    long[] oks =
        history.sends().stream()
            .filter(Send::isAcknowledged)
            .mapToLong(Send::endedAt)
            .sorted()
            .toArray();
    long longest = 0;
    for (int i = 1; i < oks.length; i++) {
      longest = Math.max(longest, oks[i] - oks[i - 1]);
    }
    return Duration.ofMillis(longest);
  }
}
