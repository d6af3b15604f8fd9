package io.herald.broker.topic;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;

/** Hears of the topics and channels of this node, to announce them to others. */
public interface TopicListener {
  /** The topic can be published to. */
  void topicOpened(TopicName topic);

  /** The topic is gone. */
  void topicDeleted(TopicName topic);

  /** The channel can be consumed from. */
  void channelOpened(TopicName topic, ChannelName channel);

  /** The channel is gone. */
  void channelDeleted(TopicName topic, ChannelName channel);
}
