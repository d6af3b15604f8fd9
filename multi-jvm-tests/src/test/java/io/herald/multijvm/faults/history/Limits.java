package io.herald.multijvm.faults.history;

import java.time.Duration;

/**
 * How exact the broker must be.
 *
 * @param settle how long a FIN takes to survive a crash, at most
 * @param late how late a deferred message may be: nothing else than "not stuck", for the machine
 *     may be so busy that nodes stand still for seconds
 * @param recovery how soon publishing and consuming must go on after a fault
 * @param duplicateShare the part of a round's deliveries that may be of finished messages: a crash
 *     may bring back what was finished in the last moments before it. Of a short round that is more
 *     than of a run, for which FaultsTest allows 1 %
 * @param residentBytes what a node may occupy
 */
public record Limits(
    Duration settle, Duration late, Duration recovery, double duplicateShare, long residentBytes) {
  /** Brokers count whole milliseconds. */
  static final long CLOCK_GRAIN_MILLIS = 2;

  public static final Limits DEFAULT =
      new Limits(
          Duration.ofMillis(1500), Duration.ofSeconds(30), Duration.ofSeconds(30), 0.05, 1L << 30);
}
