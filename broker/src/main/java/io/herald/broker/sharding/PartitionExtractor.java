package io.herald.broker.sharding;

import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import io.herald.broker.placement.PartitionShards;

/** The shard of a partition, whose entity id is a {@link PartitionKey}. */
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
    PartitionKey partition = PartitionKey.parse(entityId);
    return Integer.toString(shards.of(partition.topic(), partition.index()));
  }

  @Override
  public C unwrapMessage(ShardingEnvelope<C> envelope) {
    return envelope.message();
  }
}
