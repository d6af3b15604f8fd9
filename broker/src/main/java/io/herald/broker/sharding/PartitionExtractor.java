package io.herald.broker.sharding;

import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import io.herald.broker.placement.PartitionShards;
import io.herald.protocol.name.TopicName;

/** The shard of a partition, by its entity id {@code TOPIC/INDEX}. */
final class PartitionExtractor<C> extends ShardingMessageExtractor<ShardingEnvelope<C>, C> {
  private final PartitionShards shards;

  PartitionExtractor(PartitionShards shards) {
    this.shards = shards;
  }

  @Override
  public String entityId(ShardingEnvelope<C> envelope) {
    return envelope.entityId();
  }

  @Override
  public String shardId(String entityId) {
    int slash = entityId.lastIndexOf('/');
    int partition = Integer.parseInt(entityId.substring(slash + 1));
    return Integer.toString(shards.of(new TopicName(entityId.substring(0, slash)), partition));
  }

  @Override
  public C unwrapMessage(ShardingEnvelope<C> envelope) {
    return envelope.message();
  }
}
