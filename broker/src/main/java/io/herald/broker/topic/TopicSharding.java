package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import akka.pattern.StatusReply;
import akka.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import io.herald.broker.placement.LoadMeter;
import io.herald.broker.sharding.LoadPlacement;
import io.herald.persistence.lease.Leases;
import io.herald.persistence.lease.Ownership;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

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
  private final ClusterSharding sharding;
  private final TopicContext shared;
  private final Leases leases;
  private final HostedTopics hosted;
  private final LoadPlacement placement;

  private TopicSharding(ActorSystem<?> system, TopicContext shared, Leases leases) {
    this.system = system;
    this.sharding = ClusterSharding.get(system);
    this.shared = shared;
    this.leases = leases;
    this.hosted = new HostedTopics(shared.listener());
    this.placement = LoadPlacement.start(system, shared.stats());
  }

  /** From now on this node takes its share of topics and partitions. */
  public static TopicSharding start(ActorSystem<?> system, TopicContext shared, Leases leases) {
    TopicSharding started = new TopicSharding(system, shared, leases);
    started.sharding.init(
        Entity.of(
                TOPIC,
                entity ->
                    LeasedEntity.create(
                        leases,
                        leaseOf(new TopicName(entity.getEntityId())),
                        entity.getShard(),
                        ownership -> started.topic(entity.getEntityId(), ownership),
                        Topic.Leave.INSTANCE))
            .withStopMessage(Topic.Leave.INSTANCE));
    started.sharding.init(
        Entity.of(
                PARTITION,
                entity ->
                    LeasedEntity.create(
                        leases,
                        PARTITION_LEASE + entity.getEntityId(),
                        entity.getShard(),
                        ownership -> started.partition(entity.getEntityId(), ownership),
                        PartitionEntity.Leave.INSTANCE))
            .withStopMessage(PartitionEntity.Leave.INSTANCE)
            .withMessageExtractor(started.placement.<PartitionEntity.Command>extractor())
            .withAllocationStrategy(started.placement.strategy()));
    return started;
  }

  /**
   * Wakes the topics of the store, on the one node that does it for the cluster.
   *
   * @param store lists what there is
   */
  public void awaken(CurrentPersistenceIdsQuery store) {
    ClusterSingleton.get(system)
        .init(SingletonActor.of(Awakener.create(store, this), "herald-awakener"));
  }

  /**
   * Gives this node's topics and partitions to others; completes when none is left. Clients of this
   * node go on with them over there.
   */
  public CompletionStage<Done> handOver() {
    CompletableFuture<Done> all = new CompletableFuture<>();
    system.systemActorOf(
        HandOver.create(List.of(region(PARTITION), region(TOPIC)), all),
        "herald-hand-over",
        Props.empty());
    return all;
  }

  private akka.actor.ActorRef region(EntityTypeKey<?> type) {
    return akka.cluster.sharding.ClusterSharding.get(Adapter.toClassic(system))
        .shardRegion(type.name());
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

  private Behavior<Topic.Command> topic(String entityId, Ownership ownership) {
    return Topic.sharded(shared, new TopicName(entityId), ownership, this);
  }

  private Behavior<PartitionEntity.Command> partition(String entityId, Ownership ownership) {
    int slash = entityId.lastIndexOf('/');
    return PartitionEntity.create(
        shared,
        new TopicName(entityId.substring(0, slash)),
        Integer.parseInt(entityId.substring(slash + 1)),
        ownership,
        this);
  }

  /** Tells a topic something, wherever it is. */
  void tell(TopicName topic, Topic.Command command) {
    sharding.entityRefFor(TOPIC, topic.value()).tell(command);
  }

  /** Asks a topic, wherever it is. */
  CompletionStage<Done> ask(
      TopicName topic,
      Function<ActorRef<StatusReply<Done>>, Topic.Command> command,
      Duration timeout) {
    return sharding.entityRefFor(TOPIC, topic.value()).askWithStatus(command::apply, timeout);
  }

  /** Tells a partition something, wherever it is; that starts it, if need be. */
  void tell(TopicName topic, int partition, PartitionEntity.Command command) {
    sharding.entityRefFor(PARTITION, entityId(topic, partition)).tell(command);
  }

  /** The topic is deleted: nobody will own it any more. */
  void forget(TopicName topic, int partitions) {
    leases.forget(leaseOf(topic));
    for (int index = 0; index < partitions; index++) {
      leases.forget(PARTITION_LEASE + entityId(topic, index));
    }
  }

  private static String leaseOf(TopicName topic) {
    return "topic|" + topic;
  }

  private static String entityId(TopicName topic, int partition) {
    return topic.value() + "/" + partition;
  }

  /** Whether a reference is to an actor of this node. */
  boolean isLocal(ActorRef<?> actor) {
    return actor.path().address().hasLocalScope()
        || actor.path().address().equals(Cluster.get(system).selfMember().address());
  }
}
