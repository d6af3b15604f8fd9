package io.herald.broker.request;

import io.herald.broker.BrokerException;
import io.herald.broker.seek.PartitionOffset;
import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.ChannelName;
import java.util.List;

/**
 * Creates a channel unless it exists; answered with {@link Applied}. Only the partitions know
 * ephemeral ones.
 *
 * @param from where it begins in each partition, and then it must not exist; empty = with the next
 *     message
 */
public record CreateChannel(ChannelName channel, List<PartitionOffset> from)
    implements PartitionRequest {
  @Override
  public List<TopicEvent> events(TopicState topic) {
    boolean exists = topic.channels().contains(channel);
    if (exists && !from.isEmpty()) {
      throw BrokerException.channelExists();
    }
    return exists || channel.isEphemeral()
        ? List.of()
        : List.of(new TopicEvent.ChannelCreated(channel));
  }

  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    partition.open(channel, from, asker::settle);
  }
}
