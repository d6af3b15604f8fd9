package io.herald.persistence.lease;

import java.time.Duration;

/**
 * Decides when another node's session may be ended: when its renewals have not changed for a lease
 * duration and a tenth, by this node's clock, counted from when the value was first read. The tenth
 * is for clocks that do not run alike. While the table could not be read nobody could renew either,
 * so after a gap it counts anew.
 */
final class SessionWatch {
  private static final int LEASES_UNTIL_ABANDONED = 10;

  private final long patienceNanos;
  private final long abandonedNanos;
  private long renewals = -1;
  private long since;
  private long lookedAt;

  SessionWatch(Duration lease) {
    this.patienceNanos = lease.toNanos() + lease.toNanos() / 10;
    this.abandonedNanos = LEASES_UNTIL_ABANDONED * lease.toNanos();
  }

  /**
   * Takes what was read.
   *
   * @param nowRenewals as the table has them
   * @param now when that was known, by {@link LeaseTime#nanoTime}
   * @return whether the session may be ended, if it still has these renewals
   */
  boolean isSilent(long nowRenewals, long now) {
    if (nowRenewals != renewals || now - lookedAt > patienceNanos / 2) {
      renewals = nowRenewals;
      since = now;
    }
    lookedAt = now;
    return now - since >= patienceNanos;
  }

  /**
   * Whether it was silent for so long, at the last look, that it may be ended although nobody wants
   * what it owns: its node will not come back to it.
   */
  boolean isAbandoned() {
    return lookedAt - since >= abandonedNanos;
  }
}
