package io.herald.persistence.topic;

import io.herald.protocol.name.ChannelName;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that is set for a topic.
 *
 * @param topic what holds for the topic itself
 * @param channels what holds for its durable channels, where there is anything
 */
public record TopicConfig(SettingValues topic, Map<ChannelName, SettingValues> channels) {
  /** Nothing is set. */
  public static final TopicConfig NONE = new TopicConfig(SettingValues.NONE, Map.of());

  /** Makes sure that nobody changes it. */
  public TopicConfig {
    channels = Collections.unmodifiableMap(new TreeMap<>(channels));
  }

  /** What is set for this channel. */
  public SettingValues of(ChannelName channel) {
    return channels.getOrDefault(channel, SettingValues.NONE);
  }

  public boolean isEmpty() {
    return topic.isEmpty() && channels.isEmpty();
  }

  TopicConfig withTopic(SettingValues values) {
    return new TopicConfig(values, channels);
  }

  TopicConfig withChannel(ChannelName channel, SettingValues values) {
    Map<ChannelName, SettingValues> changed = new TreeMap<>(channels);
    if (values.isEmpty()) {
      changed.remove(channel);
    } else {
      changed.put(channel, values);
    }
    return new TopicConfig(topic, changed);
  }
}
