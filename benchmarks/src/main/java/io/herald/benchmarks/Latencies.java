package io.herald.benchmarks;

/** How late messages of a fixed rate were. Not thread-safe. */
final class Latencies {
  private final Pace pace;
  private final Times times = new Times();

  Latencies(Pace pace) {
    this.pace = pace;
  }

  /** Message {@code number} has got where it should. */
  void record(long number) {
    times.record(pace.late(number));
  }

  /** The measurement with median and p99. */
  Measurement in(Measurement measurement) {
    return measurement.withLatency(times.median(), times.p99());
  }
}
