package io.herald.broker;

import akka.Done;
import io.herald.broker.request.ConfigChange;
import io.herald.broker.request.PartitionAnswers;
import io.herald.broker.request.TopicRequest;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.stats.BrokerStats;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a node's broker does for everybody who is not a TCP client: HTTP routes, tools, tests. The
 * stages complete when the effect is durable, or fail with {@link BrokerException}.
 */
public interface Broker {

  /**
   * Publishes these messages in order; the topic is created if need be.
   *
   * @param key messages with the same one go to the same partition; empty = to any, or to the first
   *     partition of an ordered topic
   * @param bodies 1 to many bodies of at least one byte each
   * @param deferMillis how long to hold them back, 0 = not at all
   * @param origin who publishes; with a publish key in it, and no partition key, that one says to
   *     which partition
   */
  CompletionStage<Published> publish(
      TopicName topic, String key, List<byte[]> bodies, long deferMillis, Origin origin);

  /**
   * Publishes these messages in order to one partition.
   *
   * @param partition its index; if the topic has no such partition, to that of the empty key
   * @param bodies 1 to many bodies of at least one byte each
   * @param origin who publishes
   */
  CompletionStage<Published> publishTo(
      TopicName topic, int partition, List<byte[]> bodies, Origin origin);

  /**
   * Creates the topic unless it exists.
   *
   * @param partitions how many it gets, at least 1; 0 = as many as the setting default-partitions
   * @param isOrdered whether each partition delivers strictly in order; a topic that exists must be
   *     so, too
   */
  CompletionStage<Done> createTopic(TopicName topic, int partitions, boolean isOrdered);

  /**
   * Gives the topic more partitions; what is in flight is not touched, and consumers get what is
   * published to the new ones. Messages with a key may go to another partition from then on.
   *
   * @param partitions how many it has then, not fewer than it has
   */
  CompletionStage<Done> expandTopic(TopicName topic, int partitions);

  /** Deletes the topic with its channels and messages, and closes its consumers. */
  CompletionStage<Done> deleteTopic(TopicName topic);

  /** Holds the topic's messages back from its channels, or lets them go. */
  CompletionStage<Done> pauseTopic(TopicName topic, boolean paused);

  /** Drops the topic's waiting messages and those of its channels. */
  CompletionStage<Done> emptyTopic(TopicName topic);

  /** Creates the channel unless it exists; the topic must exist. */
  default CompletionStage<Done> createChannel(TopicName topic, ChannelName channel) {
    return createChannel(topic, channel, List.of());
  }

  /**
   * Creates a channel; the topic must exist.
   *
   * @param from where it begins in each partition; it must not exist then. Empty = with the next
   *     message, unless it exists
   */
  CompletionStage<Done> createChannel(
      TopicName topic, ChannelName channel, List<PartitionOffset> from);

  /** Deletes the channel and closes its consumers. */
  CompletionStage<Done> deleteChannel(TopicName topic, ChannelName channel);

  /** Stops delivery from the channel, or lets it go on. */
  CompletionStage<Done> pauseChannel(TopicName topic, ChannelName channel, boolean paused);

  /** Drops the channel's messages: waiting, deferred and in flight. */
  CompletionStage<Done> emptyChannel(TopicName topic, ChannelName channel);

  /** Sets something for the topic or one of its channels, which must exist; it is stored. */
  CompletionStage<Done> configure(TopicName topic, ConfigChange change);

  /**
   * Asks the topic and its partitions, or has something done in them.
   *
   * @return what each has answered; fails with the first refusal, or if one does not answer in time
   */
  CompletionStage<PartitionAnswers> ask(TopicName topic, TopicRequest request);

  /** The node's counters, always current. */
  BrokerStats stats();

  /** Why the node is not healthy: empty, or what failed last. */
  Optional<String> unhealthyBecause();
}
