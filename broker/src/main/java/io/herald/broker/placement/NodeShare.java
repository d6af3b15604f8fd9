package io.herald.broker.placement;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;

/** What one node has while a round is thought through. */
final class NodeShare {
  private final String node;
  private final SortedSet<Integer> shards;
  private double load;

  NodeShare(String node, Collection<Integer> shards, IntToDoubleFunction loads) {
    this.node = node;
    this.shards = new TreeSet<>(shards);
    shards.forEach(shard -> load += loads.applyAsDouble(shard));
  }

  String node() {
    return node;
  }

  SortedSet<Integer> shards() {
    return shards;
  }

  double load() {
    return load;
  }

  /** A shard goes to another node. */
  void give(int shard, double shardLoad, NodeShare to) {
    shards.remove(shard);
    load -= shardLoad;
    to.shards.add(shard);
    to.load += shardLoad;
  }

  /**
   * How far the nearest other shard of this node is, on the ring of all shards. Partitions of one
   * topic are neighbours there, so that near shards are better on different nodes.
   */
  int distance(int shard, int shardCount) {
    int nearest = shardCount;
    for (int other : shards) {
      if (other != shard) {
        int way = Math.floorMod(other - shard, shardCount);
        nearest = Math.min(nearest, Math.min(way, shardCount - way));
      }
    }
    return nearest;
  }
}
