package io.herald.broker.placement;

import io.herald.broker.stats.BrokerStats;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.stats.TopicStats;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What this node's partitions do, from the counters that /stats shows: it looks at them when it is
 * asked and some time has passed, and compares with the last time. May be asked by any thread.
 */
public final class LoadMeter {
  private static final double BYTES_PER_MESSAGE = 1024;
  private static final double NANOS_PER_SECOND = 1e9;

  private record Partition(TopicName topic, int index) {}

  private final BrokerStats stats;
  private final PartitionShards shards;
  private final double idleLoad;
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private Map<Partition, Double> work = Map.of(); // since its start, in messages
  private Map<Integer, Double> shardLoads = Map.of();
  private double load;
  private long lookedAt;

  /**
   * Begins to measure.
   *
   * @param idleLoad what a partition counts beside its messages, for its shard
   * @param interval between two looks, at least
   * @param nanoTime as System.nanoTime()
   */
  public LoadMeter(
      BrokerStats stats,
      PartitionShards shards,
      double idleLoad,
      Duration interval,
      LongSupplier nanoTime) {
    this.stats = stats;
    this.shards = shards;
    this.idleLoad = idleLoad;
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.lookedAt = nanoTime.getAsLong();
  }

  /** The node's load without what idle partitions count, in messages a second. */
  public synchronized double load() {
    look();
    return load;
  }

  /** The loads of the shards that have been here for long enough to be measured. */
  public synchronized Map<Integer, Double> shardLoads() {
    look();
    return shardLoads;
  }

  private void look() {
    long now = nanoTime.getAsLong();
    if (now - lookedAt < intervalNanos) {
      return;
    }
    double seconds = (now - lookedAt) / NANOS_PER_SECOND;
    Map<Partition, Double> before = work;
    work = work();
    lookedAt = now;
    load = 0;
    Map<Integer, Double> loads = new HashMap<>();
    work.forEach(
        (partition, done) -> {
          Double doneBefore = before.get(partition);
          if (doneBefore != null) {
            double rate = Math.max(0, done - doneBefore) / seconds;
            load += rate;
            loads.merge(
                shards.of(partition.topic(), partition.index()), rate + idleLoad, Double::sum);
          }
        });
    shardLoads = Map.copyOf(loads);
  }

  private Map<Partition, Double> work() {
    Map<Partition, Double> all = new HashMap<>();
    for (TopicStats topic : stats.topics().values()) {
      topic
          .messageCount
          .partitions()
          .forEach(index -> all.put(new Partition(topic.name(), index), work(topic, index)));
    }
    return all;
  }

  private static double work(TopicStats topic, int index) {
    double sum =
        topic.messageCount.value(index) + topic.messageBytes.value(index) / BYTES_PER_MESSAGE;
    for (ChannelStats channel : topic.channels().values()) {
      sum += finished(channel, index);
    }
    return sum;
  }

  /** Or emptied; below 0 by what the channel began with. */
  private static long finished(ChannelStats channel, int index) {
    return channel.messageCount.value(index)
        - channel.depth.value(index)
        - channel.inFlightCount.value(index)
        - channel.deferredCount.value(index);
  }
}
