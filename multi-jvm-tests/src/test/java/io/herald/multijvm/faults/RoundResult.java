package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.history.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** What came of one round, as a line for people. */
record RoundResult(
    String fault, ClusterShape shape, long seed, Duration took, Report report, Path history) {
  static final String TITLE =
      "| fault | nodes | seed | acked | failed | unknown | consumed | duplicates | longest gap s"
          + " | memory MiB | took s | violations |\n"
          + "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %d | %d | %d | %d | %d | %.1f | %d | %d | %d |",
        fault,
        shape,
        seed,
        report.acknowledged(),
        report.failed(),
        report.unknown(),
        report.consumed(),
        report.duplicates(),
        report.longestGap().toMillis() / 1000.0,
        report.residentBytes() >> 20,
        took.toSeconds(),
        report.violations().size());
  }
}
