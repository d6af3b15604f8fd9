package io.herald.persistence.lease;

import java.time.Duration;

/**
 * One start of a node, as long as it is known to be alive. All that the node owns is valid as long
 * as its session is.
 *
 * <p>It is valid for one lease duration after the moment before the last successful renewal was
 * sent. Others end it only when they have seen no renewal for longer than that, and then it cannot
 * be renewed any more; so it has run out by itself before.
 *
 * <p>Changed on the lease thread; {@link #isValidAt} may be asked on any thread.
 */
final class LeaseSession {
  private final String id;
  private final long leaseNanos;

  private long renewals;
  private volatile long validUntil;
  private volatile boolean isEnded;

  /**
   * A session whose row has been added.
   *
   * @param sentAt the moment before it was sent, by {@link LeaseTime#nanoTime}
   */
  LeaseSession(String id, Duration lease, long sentAt) {
    this.id = id;
    this.leaseNanos = lease.toNanos();
    this.validUntil = sentAt + leaseNanos;
  }

  String id() {
    return id;
  }

  /** As far as it is known. */
  long renewals() {
    return renewals;
  }

  /**
   * Takes the answer to a renewal. If it was not applied, an earlier one had been whose answer was
   * lost; others may have seen that long ago, so it says nothing of this moment.
   *
   * @param sentAt the moment before it was sent
   */
  void renewed(LeaseTable.Renewal renewal, long sentAt) {
    renewals = renewal.renewals();
    if (renewal.isApplied()) {
      validUntil = sentAt + leaseNanos;
    }
  }

  /** For good: the next session is another. */
  void ended() {
    isEnded = true;
  }

  boolean isEnded() {
    return isEnded;
  }

  boolean isValidAt(long now) {
    return !isEnded && now - validUntil < 0;
  }
}
