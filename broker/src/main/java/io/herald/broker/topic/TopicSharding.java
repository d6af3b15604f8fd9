package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import akka.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import io.herald.broker.placement.LoadMeter;
import io.herald.broker.request.AwaitPartitions;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.sharding.LoadPlacement;
import io.herald.broker.sharding.PartitionKey;
import io.herald.persistence.lease.Leases;
import io.herald.persistence.lease.Ownership;
import io.herald.protocol.name.TopicName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Topics and partitions as entities of Akka Cluster Sharding: each of them runs on one node of the
 * cluster, and goes to another when that node ends. What protects their data from two owners is
 * their lease ({@link LeasedEntity}); sharding alone only makes it unlikely that there are two.
 */
public final class TopicSharding {
  private static final EntityTypeKey<Topic.Command> TOPIC =
      EntityTypeKey.create(Topic.Command.class, "topic");
  private static final EntityTypeKey<PartitionEntity.Command> PARTITION =
      EntityTypeKey.create(PartitionEntity.Command.class, "partition");
  private static final String PARTITION_LEASE = "partition|";

  private final ActorSystem<?> system;
  private final TopicContext shared;
  private final Leases leases;
  private final HostedTopics hosted;
  private final LoadPlacement placement;
  private final EntityRoute<Topic.Command> topics;
  private final EntityRoute<PartitionEntity.Command> partitions;

  private TopicSharding(ActorSystem<?> system, TopicContext shared, Leases leases) {
    this.system = system;
    this.shared = shared;
    this.leases = leases;
    this.hosted = new HostedTopics(shared.listener());
    this.placement = LoadPlacement.start(system, shared.stats());
    int shards = ClusterShardingSettings.create(system).numberOfShards();
    this.topics = new EntityRoute<>(system, TOPIC, new HashCodeMessageExtractor<>(shards));
    this.partitions = new EntityRoute<>(system, PARTITION, placement.extractor());
  }

  /** From now on this node takes its share of topics and partitions. */
  public static TopicSharding start(ActorSystem<?> system, TopicContext shared, Leases leases) {
    TopicSharding started = new TopicSharding(system, shared, leases);
    started.topics.open(started::topicEntity, Topic.Leave.INSTANCE);
    started.partitions.open(
        started::partitionEntity, PartitionEntity.Leave.INSTANCE, started.placement.strategy());
    return started;
  }

  private Behavior<Topic.Command> topicEntity(EntityContext<Topic.Command> entity) {
    TopicName name = new TopicName(entity.getEntityId());
    return LeasedEntity.create(
        leases,
        leaseOf(name),
        entity.getShard(),
        ownership -> Topic.sharded(shared, name, ownership, this),
        Topic.Leave.INSTANCE);
  }

  private Behavior<PartitionEntity.Command> partitionEntity(
      EntityContext<PartitionEntity.Command> entity) {
    return LeasedEntity.create(
        leases,
        PARTITION_LEASE + entity.getEntityId(),
        entity.getShard(),
        ownership -> partition(entity.getEntityId(), ownership),
        PartitionEntity.Leave.INSTANCE);
  }

  /**
   * Wakes the topics of the store, on the one node that does it for the cluster.
   *
   * @param store lists what there is
   */
  public void awaken(CurrentPersistenceIdsQuery store) {
    ClusterSingleton.get(system)
        .init(SingletonActor.of(Awakener.create(store, this::wake), "herald-awakener"));
  }

  /**
   * Gives this node's topics and partitions to others; completes when none is left. Clients of this
   * node go on with them over there.
   */
  public CompletionStage<Done> handOver() {
    CompletableFuture<Done> all = new CompletableFuture<>();
    partitions.bypassRegion();
    topics.bypassRegion();
    system.systemActorOf(
        HandOver.create(List.of(partitions.region(), topics.region()), all),
        "herald-hand-over",
        Props.empty());
    return all;
  }

  /** The topics that have partitions on this node. */
  HostedTopics hosted() {
    return hosted;
  }

  /** How many partitions run on this node. */
  public int partitions() {
    return hosted.partitions();
  }

  /** Measures what partitions do on this node. */
  public LoadMeter meter() {
    return placement.meter();
  }

  private Behavior<PartitionEntity.Command> partition(String entityId, Ownership ownership) {
    PartitionKey key = PartitionKey.parse(entityId);
    return PartitionEntity.create(shared, key.topic(), key.index(), ownership, this);
  }

  /** Wakes a topic; {@code replyTo} hears when all of its partitions run. */
  private void wake(TopicName topic, ActorRef<PartitionReply> replyTo) {
    tell(topic, Topic.Wake.INSTANCE);
    tell(topic, new Topic.Ask(new AwaitPartitions(), replyTo));
  }

  /** Tells a topic something, wherever it is. */
  void tell(TopicName topic, Topic.Command command) {
    topics.tell(topic.value(), command);
  }

  /** Tells a partition something, wherever it is; that starts it, if need be. */
  void tell(TopicName topic, int partition, PartitionEntity.Command command) {
    partitions.tell(new PartitionKey(topic, partition).toString(), command);
  }

  /** The topic is deleted: nobody will own it any more. */
  void forget(TopicName topic, int partitions) {
    leases.forget(leaseOf(topic));
    for (int index = 0; index < partitions; index++) {
      leases.forget(PARTITION_LEASE + new PartitionKey(topic, index));
    }
  }

  private static String leaseOf(TopicName topic) {
    return "topic|" + topic;
  }

  /** Whether a reference is to an actor of this node. */
  boolean isLocal(ActorRef<?> actor) {
    return actor.path().address().hasLocalScope()
        || actor.path().address().equals(Cluster.get(system).selfMember().address());
  }
}
