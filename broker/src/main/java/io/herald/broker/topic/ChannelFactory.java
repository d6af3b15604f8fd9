package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.channel.Channel;
import io.herald.broker.channel.ChannelSpec;
import io.herald.config.ChannelSettings;
import io.herald.config.TopicSettings;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.name.ChannelName;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What all channels of a partition have in common: how their actors are started, where they store
 * what they know. Belongs to one {@link TopicPartition} and runs in it.
 */
final class ChannelFactory {
  private final ActorContext<TopicPartition.Command> context;
  private final TopicContext shared;
  private final PartitionId id;
  private final boolean isOrdered;
  private final Ownership ownership;

  ChannelFactory(
      ActorContext<TopicPartition.Command> context,
      TopicContext shared,
      PartitionId id,
      boolean isOrdered,
      Ownership ownership) {
    this.context = context;
    this.shared = shared;
    this.id = id;
    this.isOrdered = isOrdered;
    this.ownership = ownership;
  }

  /** Whether a channel of this name remembers nothing. */
  boolean isVolatile(ChannelName name) {
    return name.isEphemeral() || id.topic().isEphemeral();
  }

  /** Starts a channel's actor; its end is told as {@link TopicPartition.ChannelStopped}. */
  ActorRef<Channel.Command> start(
      ChannelName name, PartitionChannel channel, Channel.Configured configured) {
    ActorRef<Channel.Command> actor =
        context.spawnAnonymous(
            Channel.create(
                shared,
                new ChannelSpec(id, name, channel.startOffset(), isVolatile(name), isOrdered),
                configured,
                channel.progress(),
                ownership,
                context.getSelf()),
            DispatcherSelector.sameAsParent());
    context.watchWith(actor, new TopicPartition.ChannelStopped(name));
    return actor;
  }

  /** What of a topic's settings is for this channel. */
  static Channel.Configured configured(TopicConfig config, ChannelName name) {
    return new Channel.Configured(
        TopicSettings.of(config.topic().byName()), ChannelSettings.of(config.of(name).byName()));
  }

  /** What the channel stores is under these. */
  List<String> persistenceIds(ChannelName name, PartitionChannel channel) {
    return List.of(cursorId(name, channel), timelineId(name, channel));
  }

  /** Removes what the channel has stored. */
  CompletionStage<Done> purge(ChannelName name, PartitionChannel channel) {
    return shared
        .purge()
        .purge(timelineId(name, channel))
        .thenCompose(done -> shared.purge().purge(cursorId(name, channel)));
  }

  private String timelineId(ChannelName name, PartitionChannel channel) {
    return id.timelinePersistenceId(name, channel.startOffset());
  }

  private String cursorId(ChannelName name, PartitionChannel channel) {
    return id.cursorPersistenceId(name, channel.startOffset());
  }
}
