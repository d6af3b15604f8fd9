package io.herald.broker.inspect;

import io.herald.broker.request.PartitionAnswer;
import java.util.List;

/**
 * The books of a partition.
 *
 * @param firstOffset the first offset that can still be read
 * @param tail the offset that the next message gets
 * @param channels by name
 */
public record PartitionBooks(long firstOffset, long tail, List<ChannelBooks> channels)
    implements PartitionAnswer {}
