package io.herald.persistence.topic;

import io.herald.protocol.name.ChannelName;

/** What happens to a topic; applied by {@link TopicState#apply}. */
public sealed interface TopicEvent {

  /**
   * The topic came to be, or came back after it had been deleted.
   *
   * @param spec with at least 1 partition
   */
  record TopicCreated(long incarnation, TopicSpec spec) implements TopicEvent {}

  /** The topic has a new channel. */
  record ChannelCreated(ChannelName channel) implements TopicEvent {}

  /** A channel is gone. */
  record ChannelDeleted(ChannelName channel) implements TopicEvent {}

  /** The topic has more partitions now, this many altogether. */
  record PartitionsAdded(int partitions) implements TopicEvent {}

  /** The topic was paused, or goes on. */
  record TopicPaused(boolean paused) implements TopicEvent {}

  /** These settings of the topic have other values now; an empty text takes one back. */
  record TopicConfigured(SettingValues values) implements TopicEvent {}

  /** The same for a channel. */
  record ChannelConfigured(ChannelName channel, SettingValues values) implements TopicEvent {}

  /** The topic is gone; what it stored remains to be removed. */
  enum TopicDeleted implements TopicEvent {
    /** The one instance. */
    INSTANCE
  }
}
