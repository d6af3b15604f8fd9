package io.herald.broker.search;

import io.herald.broker.inspect.StoredMessage;
import io.herald.broker.request.PartitionAnswer;
import java.util.List;

/**
 * What a search has found in one partition, and how far it has looked. Times are nanoseconds since
 * 1970; 0 = no message was looked at.
 *
 * @param fromOffset where it began
 * @param firstNanos when the first message that it looked at was published
 * @param nextOffset behind the last message that it looked at: where to go on
 * @param lastNanos when that message was published
 * @param messages looked at
 * @param bytes of these
 * @param isComplete whether there is nothing more to look at, up to the time that was wanted
 * @param hits by offset
 */
public record SearchFound(
    long fromOffset,
    long firstNanos,
    long nextOffset,
    long lastNanos,
    long messages,
    long bytes,
    boolean isComplete,
    List<StoredMessage> hits)
    implements PartitionAnswer {}
