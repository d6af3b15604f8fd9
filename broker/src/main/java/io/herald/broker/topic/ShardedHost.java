package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.TopicName;
import java.util.HashSet;
import java.util.Set;

/** Partitions that may be on any node, and gateways on all nodes that use the topic. */
final class ShardedHost implements TopicHost {
  private final ActorContext<Topic.Command> context;
  private final TopicName name;
  private final TopicSharding sharding;
  private final Set<ActorRef<TopicGateway.Command>> gateways = new HashSet<>();
  private long incarnation;

  ShardedHost(ActorContext<Topic.Command> context, TopicName name, TopicSharding sharding) {
    this.context = context;
    this.name = name;
    this.sharding = sharding;
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  /** A partition that does not run begins with the first command. */
  @Override
  public void startPartitions(TopicState state) {
    incarnation = state.incarnation();
    if (state.isLive()) {
      agree(state);
      return;
    }
    for (int index = 0; index < state.partitions(); index++) {
      sharding.tell(name, index, PartitionEntity.Wake.INSTANCE);
    }
  }

  @Override
  public void agree(TopicState state) {
    TopicPartition.Command agree = new TopicPartition.Agree(TopicOutline.of(state));
    for (int index = 0; index < state.partitions(); index++) {
      tell(index, agree);
    }
  }

  @Override
  public void sendOn(Topic.Command command) {
    sharding.tell(name, command);
  }

  @Override
  public void tell(int partition, TopicPartition.Command command) {
    sharding.tell(name, partition, new PartitionEntity.Forward(incarnation, command));
  }

  @Override
  public void attached(ActorRef<TopicGateway.Command> gateway, TopicState state) {
    if (gateways.add(gateway)) {
      context.watchWith(gateway, new Topic.Detached(gateway));
    }
    if (state.isLive()) {
      gateway.tell(attachedTo(state));
    }
  }

  @Override
  public void detached(ActorRef<TopicGateway.Command> gateway) {
    gateways.remove(gateway);
  }

  @Override
  public void opened(TopicState state) {
    gateways.forEach(gateway -> gateway.tell(attachedTo(state)));
  }

  private TopicGateway.Attached attachedTo(TopicState state) {
    return new TopicGateway.Attached(state.incarnation(), state.spec(), context.getSelf());
  }

  @Override
  public void refused(String reason) {
    gateways.forEach(gateway -> gateway.tell(new TopicGateway.Refused(reason)));
  }

  /** An ephemeral topic has lost its last channel. */
  @Override
  public void deserted() {
    context.getSelf().tell(new Topic.Delete());
  }

  @Override
  public void closed(TopicState state) {
    sharding.forget(name, state.partitions());
    gateways.forEach(gateway -> gateway.tell(TopicGateway.NoTopic.INSTANCE));
  }
}
