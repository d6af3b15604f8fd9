package io.herald.multijvm.faults.history;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.herald.multijvm.faults.history.Send.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

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

  /** Of the topic that had to wait longest. */
  private static Duration longestGap(History history) {
    Map<String, List<Long>> oks =
        history.sends().stream()
            .filter(Send::isAcknowledged)
            .collect(groupingBy(Send::topic, mapping(Send::endedAt, toList())));
    long longest = 0;
    for (List<Long> times : oks.values()) {
      Collections.sort(times);
      for (int i = 1; i < times.size(); i++) {
        longest = Math.max(longest, times.get(i) - times.get(i - 1));
      }
    }
    return Duration.ofMillis(longest);
  }
}
