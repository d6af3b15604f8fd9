package io.herald.benchmarks;

import java.util.concurrent.locks.LockSupport;

/**
 * When each message of a fixed rate is due. Latency counts from then, so that a broker that makes
 * its publisher wait does not look better for it.
 */
final class Pace {
  private static final long LEAD_NANOS = 10_000_000;

  private final long intervalNanos;
  private long start;

  Pace(int perSecond) {
    this.intervalNanos = 1_000_000_000L / perSecond;
  }

  /** The clock runs; message 0 is due 10 ms from now. To be called before threads are started. */
  void begin() {
    start = System.nanoTime() + LEAD_NANOS;
  }

  /** Waits until message {@code number} is due. */
  void await(long number) {
    long due = start + number * intervalNanos;
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Nanoseconds since message {@code number} was due. */
  long late(long number) {
    return System.nanoTime() - start - number * intervalNanos;
  }
}
