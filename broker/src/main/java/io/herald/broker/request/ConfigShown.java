package io.herald.broker.request;

import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.name.ChannelName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is set for a topic.
 *
 * @param channels those there are
 * @param config what is set for it and for them
 */
public record ConfigShown(Set<ChannelName> channels, TopicConfig config)
    implements PartitionAnswer {

  /** What is set, by name: for a channel, or for the topic itself. */
  public Map<String, String> values(Optional<ChannelName> channel) {
    return channel.map(config::of).orElse(config.topic()).byName();
  }
}
