package io.herald.broker.topic;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long to wait before the next try: twice as long after each failure, up to some seconds, and a
 * random half longer, so that thousands do not try at the same moment. What has gone well for
 * longer than that begins anew.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 500;
  private static final long LONGEST_MILLIS = 8_000;
  private static final long WELL_NANOS = Duration.ofSeconds(20).toNanos();

  private final SplittableRandom random;
  private long nextMillis = FIRST_MILLIS;
  private long begunAt;

  Backoff(SplittableRandom random) {
    this.random = random;
  }

  /** A try begins, by {@link System#nanoTime}. */
  void begun(long now) {
    begunAt = now;
  }

  /** It has failed; answers how long to wait before the next. */
  Duration failed(long now) {
    if (now - begunAt >= WELL_NANOS) {
      nextMillis = FIRST_MILLIS;
    }
    long millis = nextMillis + random.nextLong(nextMillis / 2);
    nextMillis = Math.min(LONGEST_MILLIS, nextMillis * 2);
    return Duration.ofMillis(millis);
  }
}
