package io.herald.benchmarks;

import org.HdrHistogram.Histogram;

/** How long something took, many times: from 1 µs to 60 s. Not thread-safe. */
final class Times {
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int MEDIAN = 50;
  private static final int HIGH = 99;

  private final Histogram histogram = new Histogram(HIGHEST_NANOS, 3);

  void record(long nanos) {
    histogram.recordValue(Math.max(0, Math.min(HIGHEST_NANOS, nanos)));
  }

  /** In nanoseconds. */
  long median() {
    return histogram.getValueAtPercentile(MEDIAN);
  }

  /** What 99 of 100 did not take longer than, in nanoseconds. */
  long p99() {
    return histogram.getValueAtPercentile(HIGH);
  }

  /** The measurement, with these as times from publish to OK. */
  Measurement asOk(Measurement measurement) {
    return measurement.withOk(median(), p99());
  }
}
