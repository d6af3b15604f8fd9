package io.herald.broker.inspect;

import java.util.List;

/**
 * What {@link MessageReader} has read.
 *
 * @param messages in the order in which they were asked for, without those that are not stored any
 *     more
 * @param isTruncated whether more were left out because these are enough bytes
 */
public record MessagesRead(List<StoredMessage> messages, boolean isTruncated) {}
