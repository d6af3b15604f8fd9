package io.herald.broker.topic;

import io.herald.persistence.topic.TopicConfig;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.ChannelName;
import java.util.Set;

/**
 * What a topic's partitions need to know of it.
 *
 * @param channels the durable ones; only partitions know of ephemeral ones
 * @param paused whether messages are held back from all channels
 * @param isOrdered whether each channel gets a partition's messages one at a time, in order
 * @param config what is set for the topic and its channels
 */
public record TopicOutline(
    Set<ChannelName> channels, boolean paused, boolean isOrdered, TopicConfig config) {
  static TopicOutline of(TopicState topic) {
    return new TopicOutline(
        topic.channels(), topic.paused(), topic.spec().isOrdered(), topic.config());
  }
}
