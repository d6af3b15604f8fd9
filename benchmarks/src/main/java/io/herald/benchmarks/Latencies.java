package io.herald.benchmarks;

import org.HdrHistogram.Histogram;

/** How late messages of a fixed rate were, from 1 µs to 60 s. Not thread-safe. */
final class Latencies {
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final Pace pace;
  private final Histogram histogram = new Histogram(HIGHEST_NANOS, 3);

  Latencies(Pace pace) {
    this.pace = pace;
  }

  /** Message {@code number} has got where it should. */
  void record(long number) {
    histogram.recordValue(Math.max(0, Math.min(HIGHEST_NANOS, pace.late(number))));
  }

  /** The measurement with median and p99. */
  Measurement in(Measurement measurement) {
    return measurement.withLatency(
        histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(99));
  }
}
