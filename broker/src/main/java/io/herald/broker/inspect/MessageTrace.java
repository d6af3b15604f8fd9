package io.herald.broker.inspect;

import io.herald.broker.request.PartitionAnswer;
import java.util.List;

/**
 * What is known of a message.
 *
 * @param message as it is stored
 * @param channels where it is in each, by name
 */
public record MessageTrace(StoredMessage message, List<ChannelTrace> channels)
    implements PartitionAnswer {}
