package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.name.TopicName;

/** Where the topics that a node uses run. */
public interface TopicPlacement {
  /**
   * What stands for a topic on this node: tells {@code topics} when it can be used.
   *
   * @param mayCreate whether the topic is created if there is none
   * @param newSpec what it is made as then
   */
  Behavior<Topic.Command> topic(
      TopicName name, boolean mayCreate, TopicSpec newSpec, ActorRef<Topics.Command> topics);

  /** Whether a topic that this node does not use does not exist. */
  boolean isWhole();

  /** Every topic on the node that created it, as with nsqd. */
  static TopicPlacement local(TopicContext shared) {
    return new TopicPlacement() {
      @Override
      public Behavior<Topic.Command> topic(
          TopicName name, boolean mayCreate, TopicSpec newSpec, ActorRef<Topics.Command> topics) {
        return Topic.local(shared, name, newSpec, topics);
      }

      @Override
      public boolean isWhole() {
        return true;
      }
    };
  }

  /** Topics and partitions on any node of the cluster, which move when that node ends. */
  static TopicPlacement sharded(TopicSharding sharding) {
    return new TopicPlacement() {
      @Override
      public Behavior<Topic.Command> topic(
          TopicName name, boolean mayCreate, TopicSpec newSpec, ActorRef<Topics.Command> topics) {
        return TopicGateway.create(name, mayCreate, newSpec, sharding, topics);
      }

      @Override
      public boolean isWhole() {
        return false;
      }
    };
  }
}
