package io.herald.broker.cancel;

import io.herald.broker.inspect.NotStored;
import io.herald.broker.request.Asker;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionRequest;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;

/**
 * Takes a message that waits for its time out of a channel: it is never delivered there. Answered
 * with {@link CancelOutcome} when that is stored, or {@link NotStored} if there is no such message.
 *
 * @param id of the message
 * @param channel which one; the others keep it
 */
public record CancelMessage(long id, ChannelName channel) implements PartitionRequest {
  @Override
  public int partition() {
    return MessageId.partition(id);
  }

  /** When it was published for is only in the log, and the channel may not have read that yet. */
  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    long offset = MessageId.offset(id);
    partition.when(
        partition.read(offset),
        (batch, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
          } else if (batch.isEmpty()) {
            asker.answer(NotStored.INSTANCE);
          } else {
            long due = batch.get().deferrals().dueMillisOf(offset);
            partition.ask(new CancelOffset(channel, offset, due), asker);
          }
        });
  }
}
