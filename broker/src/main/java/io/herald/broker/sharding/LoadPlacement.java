package io.herald.broker.sharding;

import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import io.herald.broker.placement.LoadMeter;
import io.herald.broker.placement.PartitionShards;
import io.herald.broker.placement.ShardReport;
import io.herald.broker.stats.BrokerStats;

/** Placement of partitions by their load: what sharding must be told for it. */
public final class LoadPlacement {
  private static final String NOTES = "herald-shard-loads";

  private final PartitionShards shards;
  private final LoadMeter meter;
  private final ShardAllocationStrategy strategy;

  private LoadPlacement(PartitionShards shards, LoadMeter meter, ShardAllocationStrategy strategy) {
    this.shards = shards;
    this.meter = meter;
    this.strategy = strategy;
  }

  /** From now on this node tells the others its loads. */
  public static LoadPlacement start(ActorSystem<?> system, BrokerStats stats) {
    PlacementSettings settings = PlacementSettings.of(system.settings().config());
    LoadMeter meter = meter(system, stats);
    NodeNotes notes = NodeNotes.start(system, NOTES, () -> ShardReport.write(meter.shardLoads()));
    return new LoadPlacement(
        new PartitionShards(settings.limits().shardCount()),
        meter,
        new LoadAllocation(Cluster.get(system), notes, settings.limits()));
  }

  /** Measures the partitions of this node, wherever others are placed. */
  public static LoadMeter meter(ActorSystem<?> system, BrokerStats stats) {
    PlacementSettings settings = PlacementSettings.of(system.settings().config());
    return new LoadMeter(
        stats,
        new PartitionShards(settings.limits().shardCount()),
        settings.limits().idleLoad(),
        settings.measureInterval(),
        System::nanoTime);
  }

  /** What this node's partitions do. */
  public LoadMeter meter() {
    return meter;
  }

  /** Says which node a shard of partitions goes to. */
  public ShardAllocationStrategy strategy() {
    return strategy;
  }

  /** Says which shard a partition belongs to. */
  public <C> ShardingMessageExtractor<ShardingEnvelope<C>, C> extractor() {
    return new PartitionExtractor<>(shards);
  }
}
