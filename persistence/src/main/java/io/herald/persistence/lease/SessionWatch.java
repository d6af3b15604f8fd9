package io.herald.persistence.lease;

import java.time.Duration;

/**
 * Decides when another node's session may be ended: when its renewals have not changed for a lease
 * duration and a tenth, by this node's clock, counted from when the value was first read. The tenth
 * is for clocks that do not run alike.
 */
final class SessionWatch {
  private final long patienceNanos;
  private long renewals = -1;
  private long since;

  SessionWatch(Duration lease) {
    this.patienceNanos = lease.toNanos() + lease.toNanos() / 10;
  }

  /**
   * Takes what was read.
   *
   * @param nowRenewals as the table has them
   * @param now when that was known, by {@link LeaseTime#nanoTime}
   * @return whether the session may be ended, if it still has these renewals
   */
  boolean isSilent(long nowRenewals, long now) {
    if (nowRenewals != renewals) {
      renewals = nowRenewals;
      since = now;
    }
    return now - since >= patienceNanos;
  }
}
