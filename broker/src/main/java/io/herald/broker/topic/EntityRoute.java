package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.util.Optional;
import java.util.function.Function;

/**
 * The way to all entities of one type, wherever they are: this node's shard region, and once this
 * node gives its entities away, which is the end of its region, a proxy for the regions of others.
 *
 * @param <C> what the entities are told
 */
final class EntityRoute<C> {
  private final ActorSystem<?> system;
  private final EntityTypeKey<C> type;
  private final ShardingMessageExtractor<ShardingEnvelope<C>, C> shards;
  private volatile ActorRef<ShardingEnvelope<C>> region;
  private volatile ActorRef<ShardingEnvelope<C>> way;

  /**
   * A way that is not open yet.
   *
   * @param shards which shard an entity belongs to
   */
  EntityRoute(
      ActorSystem<?> system,
      EntityTypeKey<C> type,
      ShardingMessageExtractor<ShardingEnvelope<C>, C> shards) {
    this.system = system;
    this.type = type;
    this.shards = shards;
  }

  /** From now on this node takes its share of the entities; before anything is told. */
  void open(Function<EntityContext<C>, Behavior<C>> entity, C stopMessage) {
    open(entity(entity, stopMessage));
  }

  /**
   * The same.
   *
   * @param placement says which node takes which shard
   */
  void open(
      Function<EntityContext<C>, Behavior<C>> entity,
      C stopMessage,
      ShardAllocationStrategy placement) {
    open(entity(entity, stopMessage).withAllocationStrategy(placement));
  }

  private Entity<C, ShardingEnvelope<C>> entity(
      Function<EntityContext<C>, Behavior<C>> entity, C stopMessage) {
    return Entity.of(type, entity::apply).withStopMessage(stopMessage).withMessageExtractor(shards);
  }

  private void open(Entity<C, ShardingEnvelope<C>> entity) {
    region = ClusterSharding.get(system).init(entity);
    way = region;
  }

  /** This node's region. */
  akka.actor.ActorRef region() {
    return Adapter.toClassic(region);
  }

  /** The region is going to end; what is told from now on reaches the entities all the same. */
  void bypassRegion() {
    way =
        Adapter.toTyped(
            akka.cluster.sharding.ClusterSharding.get(Adapter.toClassic(system))
                .startProxy(type.name(), Optional.empty(), classic(shards)));
  }

  void tell(String entityId, C command) {
    way.tell(new ShardingEnvelope<>(entityId, command));
  }

  private static <C> ShardRegion.MessageExtractor classic(
      ShardingMessageExtractor<ShardingEnvelope<C>, C> typed) {
    return new ShardRegion.MessageExtractor() {
      @Override
      public String entityId(Object message) {
        return message instanceof ShardingEnvelope<?> envelope ? envelope.entityId() : null;
      }

      @Override
      public Object entityMessage(Object message) {
        return message instanceof ShardingEnvelope<?> envelope ? envelope.message() : message;
      }

      @Override
      public String shardId(Object message) {
        return message instanceof ShardRegion.StartEntity start
            ? typed.shardId(start.entityId())
            : typed.shardId(entityId(message));
      }
    };
  }
}
