package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import io.herald.persistence.topic.TopicState;

/** Where a topic's partitions run, and who wants to know of the topic. */
interface TopicHost {
  /** Whether a topic that was never created is created when it is asked for. */
  boolean createsTopics();

  /** Whether the topic can be used before its partitions have said that they are ready. */
  boolean isOpenAtOnce();

  /**
   * Begins the topic's partitions; the state is that of a topic that exists or is being deleted.
   */
  void startPartitions(TopicState state);

  /** Hands a command to one partition. */
  void tell(int partition, TopicPartition.Command command);

  /** A node uses the topic from now on; it hears when the topic is open. */
  void attached(ActorRef<TopicGateway.Command> gateway, TopicState state);

  /** The topic can be used. */
  void opened(TopicState state);

  /** The topic cannot be opened now. */
  void refused(String reason);

  /** The topic should be deleted, because nobody uses it any more. */
  void deserted();

  /** The topic is gone with everything it had. */
  void closed(TopicState state);
}
