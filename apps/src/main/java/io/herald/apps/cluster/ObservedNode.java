package io.herald.apps.cluster;

import akka.actor.typed.ActorSystem;
import io.herald.broker.log.LogOrder;
import io.herald.http.ClusterAnswer;
import io.herald.http.HealthAnswer;
import io.herald.http.NodeLevel;
import io.herald.http.NodeStatus;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The node as HTTP sees it. */
public final class ObservedNode implements NodeStatus {
  private final Probes probes;
  private final ClusterSight sight;
  private final EveryLog logs;
  private final Runnable end;

  private ObservedNode(Probes probes, ClusterSight sight, EveryLog logs, Runnable end) {
    this.probes = probes;
    this.sight = sight;
    this.logs = logs;
    this.end = end;
  }

  /**
   * Begins to take orders from other nodes; once per actor system, which must have joined.
   *
   * @param end begins what SIGTERM begins
   */
  public static ObservedNode start(
      ActorSystem<?> system, Probes probes, ClusterSight sight, Runnable end) {
    return new ObservedNode(probes, sight, EveryLog.start(system, sight), end);
  }

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
  public CompletionStage<List<NodeLevel>> carry(LogOrder order) {
    return logs.carry(order);
  }

  @Override
  public void drain() {
    end.run();
  }
}
