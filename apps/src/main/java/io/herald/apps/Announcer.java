package io.herald.apps;

import io.herald.broker.topic.TopicListener;
import io.herald.lookup.registry.Lookup;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;

/** Tells the registry of the topics and channels that come and go on this node. */
record Announcer(Lookup lookup) implements TopicListener {
  @Override
  public void topicOpened(TopicName topic) {
    lookup.registerOwn(topic);
  }

  @Override
  public void topicDeleted(TopicName topic) {
    lookup.unregisterOwn(topic);
  }

  @Override
  public void channelOpened(TopicName topic, ChannelName channel) {
    lookup.registerOwn(topic, channel);
  }

  @Override
  public void channelDeleted(TopicName topic, ChannelName channel) {
    lookup.unregisterOwn(topic, channel);
  }
}
