package io.herald.benchmarks.micro;

import io.herald.persistence.partition.MessagesAppended;
import io.herald.protocol.message.MessageBatch;

/**
 * Events of a segment, one behind the other. They share their bytes, so that making them is free.
 */
final class SampleEvents {
  private final MessageBatch batch;
  private long nextOffset;

  SampleEvents(int messagesEach) {
    batch = SampleMessages.batch(messagesEach);
  }

  MessagesAppended next() {
    MessageBatch next =
        new MessageBatch(
            nextOffset, batch.count(), batch.bytes(), batch.from(), batch.to(), batch.deferrals());
    nextOffset = next.endOffset();
    return new MessagesAppended(next);
  }
}
