package io.herald.broker.sharding;

import com.typesafe.config.Config;
import io.herald.broker.placement.PlacementLimits;
import java.time.Duration;

/**
 * How partitions are placed; see reference.conf.
 *
 * @param measureInterval what a load is measured over, at least
 */
record PlacementSettings(PlacementLimits limits, Duration measureInterval) {
  private static final double PERCENT = 100;

  static PlacementSettings of(Config system) {
    Config placement = system.getConfig("herald.placement");
    PlacementLimits limits =
        new PlacementLimits(
            placement.getInt("threshold-percent") / PERCENT,
            placement.getInt("moves-max"),
            placement.getInt("idle-load"),
            placement.getInt("rest-rounds"),
            system.getInt("akka.cluster.sharding.number-of-shards"));
    Duration round = system.getDuration("akka.cluster.sharding.rebalance-interval");
    return new PlacementSettings(limits, round.dividedBy(2)); // each round has something new
  }
}
