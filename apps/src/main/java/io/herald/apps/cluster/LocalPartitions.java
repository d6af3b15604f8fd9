package io.herald.apps.cluster;

import akka.Done;
import io.herald.broker.stats.BrokerStats;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Placement {@code local}: each topic has one partition on each node that has the topic, on that
 * node's disk, and there it stays.
 */
public record LocalPartitions(BrokerStats stats) implements OwnedPartitions {
  @Override
  public int count() {
    return stats.topics().size();
  }

  @Override
  public CompletionStage<Done> handOver() {
    return CompletableFuture.completedFuture(Done.getInstance());
  }
}
