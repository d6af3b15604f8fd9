package io.herald.broker.placement;

/**
 * What a move must be worth, and how many there may be.
 *
 * @param threshold how much the loads of two nodes may differ, as a part of the mean load of all
 *     nodes; above 0
 * @param movesMax shards that move in one round, at least 1
 * @param idleLoad load of a partition that does nothing, in messages a second; nodes that differ by
 *     no more are even; above 0
 * @param restRounds rounds that a shard stays where it was moved to, at least 0
 * @param shardCount how many shards there can be
 */
public record PlacementLimits(
    double threshold, int movesMax, double idleLoad, int restRounds, int shardCount) {}
