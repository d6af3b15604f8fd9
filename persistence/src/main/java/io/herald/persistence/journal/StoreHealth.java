package io.herald.persistence.journal;

import java.time.Instant;

/**
 * Whether the store can write.
 *
 * @param isHealthy false from a failed write until the next good one
 * @param reason what failed; "OK" if healthy
 * @param since when it became so
 */
public record StoreHealth(boolean isHealthy, String reason, Instant since) {}
