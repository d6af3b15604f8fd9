package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.ConfigChange;
import io.herald.persistence.topic.SettingValues;
import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.ChannelName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A topic's channels, and what is set for them and the topic: creates, deletes and changes them,
 * which is stored, and has its partitions do the same. Only the partitions know ephemeral channels.
 * Belongs to one {@link Topic} and runs in it.
 */
final class TopicChannels {
  private final TopicHost host;
  private final PartitionFanout partitions;
  private final KeptState<TopicEvent, TopicState> kept;

  TopicChannels(
      TopicHost host, PartitionFanout partitions, KeptState<TopicEvent, TopicState> kept) {
    this.host = host;
    this.partitions = partitions;
    this.kept = kept;
  }

  /**
   * Creates the channel unless it exists; one that is to begin in history must not. A partition
   * that has not heard that an earlier channel of that name was deleted hears of it first: this one
   * has nothing of the other's backlog.
   */
  void create(Topic.CreateChannel create) {
    ChannelName channel = create.channel();
    if (exists(channel) && !create.from().isEmpty()) {
      create.refuse(PartitionChannels.exists());
      return;
    }
    if (channel.isEphemeral() || exists(channel)) {
      open(create);
      return;
    }
    host.agree(kept.state());
    kept.persist(
        List.of(new TopicEvent.ChannelCreated(channel)),
        () -> open(create),
        () -> create.refuse(BrokerException.notStored("the channel could not be stored")));
  }

  private void open(Topic.CreateChannel create) {
    ask(
        answer -> new TopicPartition.OpenChannel(create.channel(), create.from(), answer),
        create.replyTo());
  }

  void delete(Topic.DeleteChannel delete) {
    ChannelName channel = delete.channel();
    if (exists(channel)) {
      kept.persist(
          List.of(new TopicEvent.ChannelDeleted(channel)),
          () -> close(delete),
          () -> delete.refuse(BrokerException.notStored("the deletion could not be stored")));
    } else {
      close(delete);
    }
  }

  private void close(Topic.DeleteChannel delete) {
    ask(answer -> new TopicPartition.CloseChannel(delete.channel(), answer), delete.replyTo());
  }

  /** A channel must be one that is stored; what is set for it goes with it. */
  void configure(Topic.Configure configure) {
    Optional<ChannelName> channel = configure.change().channel();
    if (channel.isPresent() && channel.get().isEphemeral()) {
      configure.refuse(
          new BrokerException(Reason.INVALID, "nothing can be set for an ephemeral channel"));
      return;
    }
    if (channel.isPresent() && !exists(channel.get())) {
      configure.refuse(PartitionChannels.noChannel());
      return;
    }
    kept.persist(
        List.of(event(configure.change())),
        () ->
            ask(
                answer -> new TopicPartition.Configure(kept.state().config(), answer),
                configure.replyTo()),
        () -> configure.refuse(BrokerException.notStored("the settings could not be stored")));
  }

  private static TopicEvent event(ConfigChange change) {
    SettingValues values = SettingValues.of(change.values());
    return change
        .channel()
        .<TopicEvent>map(name -> new TopicEvent.ChannelConfigured(name, values))
        .orElseGet(() -> new TopicEvent.TopicConfigured(values));
  }

  private boolean exists(ChannelName channel) {
    return kept.state().channels().contains(channel);
  }

  private void ask(
      Function<ActorRef<StatusReply<Done>>, TopicPartition.Command> command,
      ActorRef<StatusReply<Done>> replyTo) {
    partitions.ask(kept.state(), command, replyTo);
  }
}
