package io.herald.benchmarks;

/** Receipts of a fixed rate, which note how late each message was. */
final class TimedReceipts extends Receipts {
  private final Latencies latencies;

  TimedReceipts(long count, boolean ordered, Latencies latencies) {
    super(count, ordered);
    this.latencies = latencies;
  }

  @Override
  void tick(long number) {
    latencies.record(number);
    super.tick(number);
  }
}
