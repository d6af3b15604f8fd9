package io.herald.broker.topic;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The topics and channels that a node would announce now. */
final class AnnouncedTopics implements TopicListener {
  private final Set<String> topics = new ConcurrentSkipListSet<>();
  private final Set<String> channels = new ConcurrentSkipListSet<>();

  Set<String> topics() {
    return topics;
  }

  /** As topic/channel. */
  Set<String> channels() {
    return channels;
  }

  @Override
  public void topicOpened(TopicName topic) {
    topics.add(topic.value());
  }

  @Override
  public void topicDeleted(TopicName topic) {
    topics.remove(topic.value());
  }

  @Override
  public void channelOpened(TopicName topic, ChannelName channel) {
    channels.add(topic + "/" + channel);
  }

  @Override
  public void channelDeleted(TopicName topic, ChannelName channel) {
    channels.remove(topic + "/" + channel);
  }
}
