package io.herald.broker.placement;

import io.herald.protocol.name.TopicName;

/**
 * Which shard a partition belongs to. The partitions of a topic are neighbours, so that up to so
 * many of them as there are shards can be on different nodes.
 *
 * @param count how many shards there are, the same on all nodes
 */
public record PartitionShards(int count) {
  /** The shard, from 0. */
  public int of(TopicName topic, int partition) {
    return Math.floorMod(topic.value().hashCode() + partition, count);
  }
}
