package io.herald.broker.request;

import io.herald.protocol.name.ChannelName;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings that are given to a topic, or to one of its channels.
 *
 * @param channel empty = to the topic itself
 * @param values by name, checked; an empty text takes what was given back
 */
public record ConfigChange(Optional<ChannelName> channel, Map<String, String> values) {
  /** Makes sure that nobody changes it. */
  public ConfigChange {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }
}
