package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import io.herald.persistence.topic.TopicState;

/** Where a topic's partitions run, and who wants to know of the topic. */
interface TopicHost {
  /**
   * Whether everything of the topic is on this node. Then it is created when it is first asked for,
   * and can be used when its partitions have said that they are ready; otherwise nodes say whether
   * it is to be created, and find its partitions themselves.
   */
  boolean isLocal();

  /**
   * Begins those of the topic's partitions that have not begun; the state is that of a topic that
   * exists or is being deleted.
   */
  void startPartitions(TopicState state);

  /** Tells the partitions again what the topic has, because some may have missed a change. */
  void agree(TopicState state);

  /** Tells the topic, wherever it begins anew, what it was told too late here. */
  void sendOn(Topic.Command command);

  /** Hands a command to one partition. */
  void tell(int partition, TopicPartition.Command command);

  /** A node uses the topic from now on; it hears when the topic is open. */
  void attached(ActorRef<TopicGateway.Command> gateway, TopicState state);

  /** It does not any more. */
  void detached(ActorRef<TopicGateway.Command> gateway);

  /** The topic can be used. */
  void opened(TopicState state);

  /** The topic cannot be opened now. */
  void refused(String reason);

  /** The topic should be deleted, because nobody uses it any more. */
  void deserted();

  /** The topic is gone with everything it had. */
  void closed(TopicState state);
}
