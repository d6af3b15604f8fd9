package io.herald.lookup.tcp;

import java.time.Duration;

/**
 * What port 4160 puts up with; nsqlookupd has no such limits.
 *
 * @param connectionsMax further connections are closed at once
 * @param idleMax a connection that is silent for longer is closed, up to twice as late; nsqd pings
 *     every 15 seconds
 */
public record LookupLimits(int connectionsMax, Duration idleMax) {
  /** Room for a large site; silence of twice nsqlookupd's inactive-producer timeout. */
  public static final LookupLimits DEFAULT = new LookupLimits(4096, Duration.ofMinutes(10));
}
