package io.herald.persistence.partition;

import io.herald.protocol.message.MessageBatch;

/**
 * The event of a segment: messages that were stored together.
 *
 * @param batch at least one message
 */
public record MessagesAppended(MessageBatch batch) {}
