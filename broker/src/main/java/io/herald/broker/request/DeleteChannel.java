package io.herald.broker.request;

import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.ChannelName;
import java.util.List;

/**
 * Deletes a channel with all it remembers, and closes its consumers; answered with {@link Applied}.
 */
public record DeleteChannel(ChannelName channel) implements PartitionRequest {
  @Override
  public List<TopicEvent> events(TopicState topic) {
    return topic.channels().contains(channel)
        ? List.of(new TopicEvent.ChannelDeleted(channel))
        : List.of();
  }

  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    partition.close(channel, asker::settle);
  }
}
