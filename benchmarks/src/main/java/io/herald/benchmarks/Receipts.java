package io.herald.benchmarks;

/**
 * Ticks off the messages 0 to count - 1 as one channel delivers them: what is missing, came twice
 * or came late is known exactly. Not thread-safe: all consumers of a channel are on one thread, so
 * that counting costs a few nanoseconds a message.
 */
class Receipts {
  private static final int BITS = 6;

  private final long count;
  private final boolean ordered;
  private final long[] seen;
  private long highest = -1;
  private long received;
  private long duplicates;
  private long reordered;

  /**
   * Nothing has arrived yet.
   *
   * @param ordered whether order is defined: one connection publishes and one consumes
   */
  Receipts(long count, boolean ordered) {
    this.count = count;
    this.ordered = ordered;
    this.seen = new long[(int) ((count >> BITS) + 1)];
  }

  /** Ticks off a message that has arrived, from 0 to count - 1. */
  void tick(long number) {
    int word = (int) (number >> BITS);
    long bit = 1L << number;
    if ((seen[word] & bit) != 0) {
      duplicates++;
      return;
    }
    seen[word] |= bit;
    received++;
    if (number > highest) {
      highest = number;
    } else {
      reordered++;
    }
  }

  /** How many different messages have arrived. */
  final long received() {
    return received;
  }

  final long missing() {
    return count - received;
  }

  final long duplicates() {
    return duplicates;
  }

  /** How many came for the first time behind a message with a higher number. */
  final long reordered() {
    return reordered;
  }

  /** The measurement with what was reordered, if every message has arrived once. */
  final Measurement verified(Measurement measurement) {
    if (missing() > 0 || duplicates > 0) {
      throw new IllegalStateException(
          "lost " + missing() + ", duplicated " + duplicates + " of " + count);
    }
    return ordered ? measurement.withReordered(reordered) : measurement;
  }
}
