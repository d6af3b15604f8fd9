package io.herald.broker.inspect;

import io.herald.protocol.name.ChannelName;

/**
 * How far a channel is behind on one partition.
 *
 * @param channel which channel
 * @param isPaused whether it delivers nothing
 * @param depth messages that could be delivered, as in /stats
 * @param inFlight held by clients
 * @param deferred waiting for their time
 * @param dropped unfinished, because the topic was full, since the channel began
 * @param messages that it has not finished, in whatever state
 * @param bytes of these, estimated: see {@link io.herald.broker.topic.LogExtent#bytesFrom}; of what
 *     was read, the unfinished ones count as large as the others
 * @param oldestNanos when the oldest of these was published, in nanoseconds since 1970; 0 if there
 *     is none, or it cannot be read
 */
public record ChannelLag(
    ChannelName channel,
    boolean isPaused,
    long depth,
    long inFlight,
    long deferred,
    long dropped,
    long messages,
    long bytes,
    long oldestNanos) {}
