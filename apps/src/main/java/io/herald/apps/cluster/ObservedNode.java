package io.herald.apps.cluster;

import io.herald.http.ClusterAnswer;
import io.herald.http.HealthAnswer;
import io.herald.http.NodeStatus;
import java.util.concurrent.CompletionStage;

/** The node as HTTP sees it. */
public record ObservedNode(Probes probes, ClusterSight sight, Runnable end) implements NodeStatus {
  @Override
  public CompletionStage<HealthAnswer> ready() {
    return probes.ready();
  }

  @Override
  public CompletionStage<HealthAnswer> alive() {
    return probes.alive();
  }

  @Override
  public ClusterAnswer cluster() {
    return sight.answer();
  }

  @Override
  public void drain() {
    end.run();
  }
}
