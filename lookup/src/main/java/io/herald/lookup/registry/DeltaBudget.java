package io.herald.lookup.registry;

import java.time.Duration;
import java.time.Instant;

/**
 * How much may still travel as deltas. The replicator puts all deltas that are due into one message
 * and loses it if it exceeds Artery's largest frame (256 KiB); what is beyond the budget is left to
 * the gossip of whole parts, which cuts its messages to size and is a little slower.
 */
final class DeltaBudget {
  static final int BYTES_MAX = 96 * 1024;

  /** Long enough for a delta to have been sent to all nodes, a few in each 0.4 s. */
  static final Duration WINDOW = Duration.ofSeconds(2);

  private Instant windowEnd = Instant.MIN;
  private int bytesLeft;

  /** Whether a change of so many bytes may travel as a delta. */
  boolean take(int bytes, Instant now) {
    if (!now.isBefore(windowEnd)) {
      windowEnd = now.plus(WINDOW);
      bytesLeft = BYTES_MAX;
    }
    if (bytes > bytesLeft) {
      return false;
    }
    bytesLeft -= bytes;
    return true;
  }
}
