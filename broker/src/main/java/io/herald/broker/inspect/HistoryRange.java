package io.herald.broker.inspect;

import io.herald.broker.request.PartitionAnswer;

/**
 * What a partition's history covers.
 *
 * @param firstOffset of the oldest message; the tail if there is none
 * @param tail behind the newest
 * @param firstNanos when the oldest was published, in nanoseconds since 1970; 0 if unknown
 * @param lastNanos when the newest was published, in nanoseconds since 1970; 0 if unknown
 */
public record HistoryRange(long firstOffset, long tail, long firstNanos, long lastNanos)
    implements PartitionAnswer {}
