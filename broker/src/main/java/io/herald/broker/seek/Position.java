package io.herald.broker.seek;

import io.herald.broker.request.PartitionAnswer;

/**
 * Where a target is in one partition, and where its history begins and ends. Times are nanoseconds
 * since 1970; 0 = there is no message.
 *
 * @param first the first offset that is kept
 * @param firstNanos when its message was published
 * @param end behind the last message that channels may read
 * @param offset the target; not checked against the others if it was asked for as an offset
 * @param nanos when the message there was published
 */
public record Position(long first, long firstNanos, long end, long offset, long nanos)
    implements PartitionAnswer {}
