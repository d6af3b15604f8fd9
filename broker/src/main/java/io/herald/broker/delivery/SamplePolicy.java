package io.herald.broker.delivery;

/**
 * Decides which messages a sampling consumer takes (NSQ's sample_rate).
 *
 * <p>The decision is a hash of the offset, not a roll of dice: asking again, because nobody had
 * room the first time, gives the same answer, so the rate stays exact.
 */
final class SamplePolicy {
  private final long seed;

  SamplePolicy(long seed) {
    this.seed = seed;
  }

  /** True for {@code rate} percent of all offsets, and always for rate 0 (no sampling). */
  boolean takes(int rate, long offset) {
    return rate == 0 || percentile(offset) < rate;
  }

  private long percentile(long offset) {
    long mixed = (offset + seed) * 0x9E3779B97F4A7C15L; // the finalizer of SplitMix64
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return Long.remainderUnsigned(mixed ^ (mixed >>> 31), 100);
  }
}
