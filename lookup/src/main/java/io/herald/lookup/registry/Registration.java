package io.herald.lookup.registry;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;

/**
 * One row of the registry (nsqlookupd's Registration).
 *
 * @param topic the topic's name
 * @param channel the channel's name, or empty for the row of the topic itself
 */
public record Registration(String topic, String channel) {

  /** The row of a topic. */
  public static Registration of(TopicName topic) {
    return new Registration(topic.value(), RowKey.TOPIC);
  }

  /** The row of a channel. */
  public static Registration of(TopicName topic, ChannelName channel) {
    return new Registration(topic.value(), channel.value());
  }

  /** Whether this is the row of a channel rather than of a topic. */
  public boolean isChannel() {
    return !channel.isEmpty();
  }
}
