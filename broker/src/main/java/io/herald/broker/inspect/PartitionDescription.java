package io.herald.broker.inspect;

import io.herald.broker.request.PartitionAnswer;
import io.herald.broker.topic.Retention;
import java.util.List;

/**
 * What a partition has stored, and how far its channels are behind.
 *
 * @param firstOffset of the oldest message that is kept; the next offset if there is none
 * @param nextOffset that the next message gets
 * @param releasedTo messages from here on are held at the topic
 * @param bytes of frames
 * @param segments that they are in
 * @param oldestNanos when the oldest was published, in nanoseconds since 1970; 0 if unknown
 * @param isPaused whether the topic is
 * @param retention what is kept
 * @param ttlMillis a message older than this is not delivered any more; 0 = any age
 * @param channels by name
 */
public record PartitionDescription(
    long firstOffset,
    long nextOffset,
    long releasedTo,
    long bytes,
    int segments,
    long oldestNanos,
    boolean isPaused,
    Retention retention,
    long ttlMillis,
    List<ChannelLag> channels)
    implements PartitionAnswer {}
