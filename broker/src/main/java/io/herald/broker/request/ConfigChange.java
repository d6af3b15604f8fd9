package io.herald.broker.request;

import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.persistence.topic.SettingValues;
import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.ChannelName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings that are given to a topic, or to one of its channels; answered with {@link Applied}. A
 * channel must be one that is stored, because what is set for it goes with it.
 *
 * @param channel empty = to the topic itself
 * @param values by name, checked; an empty text takes what was given back
 */
public record ConfigChange(Optional<ChannelName> channel, Map<String, String> values)
    implements TopicRequest {
  /** Makes sure that nobody changes it. */
  public ConfigChange {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  @Override
  public List<TopicEvent> events(TopicState topic) {
    SettingValues given = SettingValues.of(values);
    if (channel.isEmpty()) {
      return List.of(new TopicEvent.TopicConfigured(given));
    }
    ChannelName name = channel.get();
    if (name.isEphemeral()) {
      throw new BrokerException(Reason.INVALID, "nothing can be set for an ephemeral channel");
    }
    if (!topic.channels().contains(name)) {
      throw BrokerException.noChannel();
    }
    return List.of(new TopicEvent.ChannelConfigured(name, given));
  }

  @Override
  public PartitionRequest inPartitions(TopicState topic) {
    return new ApplyConfig(topic.config());
  }
}
