package io.herald.broker.topic;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.Set;

/**
 * Knows which channels a topic has elsewhere. A topic that is new on this node begins with them, so
 * that none of them misses a message published here before its consumers come.
 */
@FunctionalInterface
public interface KnownChannels {
  /** For a node that has no others to ask. */
  KnownChannels NONE = topic -> Set.of();

  /** The topic's channels elsewhere, without the ephemeral ones; answered from memory. */
  Set<ChannelName> of(TopicName topic);
}
