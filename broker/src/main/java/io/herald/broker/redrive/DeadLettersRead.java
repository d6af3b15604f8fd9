package io.herald.broker.redrive;

import io.herald.broker.inspect.StoredMessage;
import io.herald.broker.request.PartitionAnswer;
import java.util.List;

/**
 * Dead letters that wait.
 *
 * @param messages with their whole bodies
 * @param next the offset to go on at
 * @param end the first offset that cannot be read yet
 */
public record DeadLettersRead(List<StoredMessage> messages, long next, long end)
    implements PartitionAnswer {}
