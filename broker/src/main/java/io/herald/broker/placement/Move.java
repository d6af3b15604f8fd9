package io.herald.broker.placement;

/**
 * A shard goes from one node to another.
 *
 * @param load of the shard
 */
public record Move(int shard, double load, String from, String to) {}
