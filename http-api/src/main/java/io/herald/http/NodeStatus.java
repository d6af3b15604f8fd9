package io.herald.http;

import io.herald.broker.log.LogOrder;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The node behind the routes: how it is, whom it knows, and what it can be asked to do. */
public interface NodeStatus {
  /** Whether clients should be sent here. The stage does not fail. */
  CompletionStage<HealthAnswer> ready();

  /** Whether the process is worth keeping. The stage does not fail. */
  CompletionStage<HealthAnswer> alive();

  /** The cluster as this node sees it, without asking anybody. */
  ClusterAnswer cluster();

  /** Has all nodes carry an order to their logs out. The stage does not fail. */
  CompletionStage<List<NodeLevel>> carry(LogOrder order);

  /** Begins what SIGTERM begins; returns at once. */
  void drain();
}
