package io.herald.broker.redrive;

import io.herald.broker.deadletter.DeadLetterTopic;
import io.herald.broker.request.Applied;
import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelAccess;
import io.herald.broker.request.ChannelRequest;
import io.herald.protocol.name.ChannelName;
import java.util.List;

/**
 * Finishes dead letters that were sent back, unless somebody has taken them meanwhile; answered
 * with {@link Applied} when that is stored.
 *
 * @param partition which one
 * @param offsets of the messages
 */
public record FinishDeadLetters(int partition, List<Long> offsets) implements ChannelRequest {
  @Override
  public ChannelName channel() {
    return DeadLetterTopic.REDRIVE;
  }

  @Override
  public void handle(ChannelAccess access, Asker asker) {
    access.drop(offsets, () -> asker.answer(Applied.INSTANCE), asker::refuse);
  }
}
