package io.herald.http;

import java.util.concurrent.CompletionStage;

/** The node behind the routes: how it is, whom it knows, and how it is asked to end. */
public interface NodeStatus {
  /** Whether clients should be sent here. The stage does not fail. */
  CompletionStage<HealthAnswer> ready();

  /** Whether the process is worth keeping. The stage does not fail. */
  CompletionStage<HealthAnswer> alive();

  /** The cluster as this node sees it, without asking anybody. */
  ClusterAnswer cluster();

  /** Begins what SIGTERM begins; returns at once. */
  void drain();
}
