package io.herald.broker.topic;

import io.herald.broker.channel.Channel;
import io.herald.broker.channel.Consumer;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.protocol.name.ChannelName;

/**
 * Hands subscriptions to the channels of a partition. Belongs to one {@link TopicPartition} and
 * runs in it.
 */
final class PartitionSubscriptions {
  private final int index;
  private final PartitionChannels channels;

  PartitionSubscriptions(int index, PartitionChannels channels) {
    this.index = index;
    this.channels = channels;
  }

  /** Now, or when the channel is there; the connection hears if that cannot be. */
  void subscribe(ChannelName name, Consumer consumer) {
    if (channels.areEnding()) {
      refuse(consumer, "the partition is leaving");
      return;
    }
    PartitionChannel channel = channels.find(name);
    if (channel == null && name.isEphemeral()) { // it has not moved with the partition
      channels.open(name);
      subscribe(name, consumer);
      return;
    } else if (channel == null) {
      consumer.connection().tell(new SubscribeFailed(index, "to deleted topic/channel", true));
      return;
    }
    channel.afterwards(
        () -> subscribe(name, consumer),
        () -> {
          if (channel.hasActor()) {
            channel.tell(new Channel.Subscribe(consumer));
          } else {
            refuse(consumer, "the partition is moving");
          }
        });
  }

  private void refuse(Consumer consumer, String reason) {
    consumer.connection().tell(new SubscribeFailed(index, reason));
  }
}
