package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.persistence.lease.SoleOwner;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.TopicName;
import java.util.ArrayList;
import java.util.List;

/** Everything of a topic on this node: its partitions are the topic's children. */
final class LocalHost implements TopicHost {
  private final ActorContext<Topic.Command> context;
  private final TopicContext shared;
  private final TopicName name;
  private final ActorRef<Topics.Command> topics;
  private final List<PartitionRef> partitions = new ArrayList<>();

  LocalHost(
      ActorContext<Topic.Command> context,
      TopicContext shared,
      TopicName name,
      ActorRef<Topics.Command> topics) {
    this.context = context;
    this.shared = shared;
    this.name = name;
    this.topics = topics;
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  /** Nothing is lost on the way to a partition of the same node. */
  @Override
  public void agree(TopicState state) {}

  /** Nobody tells a local topic anything before it is open. */
  @Override
  public void sendOn(Topic.Command command) {}

  /** A partition that fails ends the topic with it; the next user opens it anew. */
  @Override
  public void startPartitions(TopicState state) {
    for (int index = partitions.size(); index < state.partitions(); index++) {
      ActorRef<TopicPartition.Command> partition =
          context.spawn(
              TopicPartition.create(
                  shared,
                  new PartitionId(name, state.incarnation(), index),
                  TopicOutline.of(state),
                  SoleOwner.INSTANCE,
                  context.getSelf()),
              "partition-" + index,
              DispatcherSelector.sameAsParent());
      if (state.isLive()) {
        context.watch(partition);
      }
      partitions.add(new PartitionRef(index, partition, true));
    }
  }

  @Override
  public void tell(int partition, TopicPartition.Command command) {
    if (command instanceof TopicPartition.Delete) {
      context.unwatch(partitions.get(partition).actor());
    }
    partitions.get(partition).actor().tell(command);
  }

  @Override
  public void attached(ActorRef<TopicGateway.Command> gateway, TopicState state) {
    throw new AssertionError("a local topic has no gateways");
  }

  @Override
  public void detached(ActorRef<TopicGateway.Command> gateway) {
    throw new AssertionError("a local topic has no gateways");
  }

  @Override
  public void opened(TopicState state) {
    shared.listener().topicOpened(name);
    topics.tell(new Topics.Opened(new TopicDirectory.OpenTopic(name, state.spec(), partitions)));
  }

  @Override
  public void refused(String reason) {
    topics.tell(new Topics.OpenRefused(name, reason));
  }

  @Override
  public void deserted() {
    topics.tell(new Topics.DeleteTopic(name, context.getSystem().ignoreRef()));
  }

  @Override
  public void closed(TopicState state) {
    shared.listener().topicDeleted(name);
    topics.tell(new Topics.Closed(name));
  }
}
