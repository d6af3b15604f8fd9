package io.herald.lookup.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * One producer in one row of {@code GET /debug}; the id is the producer's remote address.
 *
 * @param producer who it is
 * @param lastUpdate the last sign of life; coarse for producers connected to another node
 * @param tombstonedAt when it was tombstoned in this row, also if that has run out
 */
public record DebugAnswer(Producer producer, Instant lastUpdate, Optional<Instant> tombstonedAt) {
  /** What Go prints for a time that was never set. */
  private static final long GO_ZERO_TIME_NANOS = -6795364578871345152L;

  /** Nanoseconds since 1970, as {@code last_update}. */
  public long lastUpdateNanos() {
    return nanos(lastUpdate);
  }

  /** Nanoseconds since 1970, or what nsqlookupd prints if never, as {@code tombstoned_at}. */
  public long tombstonedAtNanos() {
    return tombstonedAt.map(DebugAnswer::nanos).orElse(GO_ZERO_TIME_NANOS);
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
