package io.herald.broker.placement;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The loads of shards as they are known to who places them: smoothed over some rounds, and kept
 * while a shard moves and its new node has not measured it yet.
 */
public final class ShardLoads {
  /** Of a new report; the rest is what was known before. */
  private static final double WEIGHT = 0.25;

  /** Rounds without a report after which a shard counts as empty. */
  private static final int SILENT_ROUNDS_MAX = 3;

  private record Known(double load, int silentRounds) {}

  private final double idleLoad;
  private final Map<Integer, Known> known = new HashMap<>();

  /**
   * Nothing is known yet.
   *
   * @param idleLoad the least that a shard of which nothing is known counts, in messages a second
   */
  public ShardLoads(double idleLoad) {
    this.idleLoad = idleLoad;
  }

  /** Reports of shards that nothing was known of until now. */
  public void adopt(Map<Integer, Double> reports) {
    reports.forEach((shard, load) -> known.putIfAbsent(shard, new Known(load, 0)));
  }

  /**
   * A round has passed.
   *
   * @param placed the shards that are on some node
   * @param reports what those nodes say of them
   */
  public void observe(Set<Integer> placed, Map<Integer, Double> reports) {
    for (int shard : placed) {
      Known before = known.get(shard);
      Double report = reports.get(shard);
      if (before == null && report != null) {
        known.put(shard, new Known(report, 0));
      } else if (before != null) {
        known.put(shard, next(before, report));
      }
    }
  }

  private static Known next(Known before, Double report) {
    int silentRounds = report == null ? before.silentRounds() + 1 : 0;
    if (report == null && silentRounds <= SILENT_ROUNDS_MAX) {
      return new Known(before.load(), silentRounds);
    }
    double now = report == null ? 0 : report;
    return new Known(before.load() + WEIGHT * (now - before.load()), silentRounds);
  }

  /** What a shard does, in messages a second; of an unknown one what shards do on average. */
  public double of(int shard) {
    Known here = known.get(shard);
    return here == null ? average() : here.load();
  }

  private double average() {
    return Math.max(
        idleLoad, known.values().stream().mapToDouble(Known::load).average().orElse(idleLoad));
  }
}
