package io.herald.multijvm.faults;

import static io.herald.multijvm.faults.history.Invariant.I9_RECOVERED;

import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;

/**
 * All nodes, one after the other, are stopped in peace and started again. A publisher whose node
 * stops fails once and goes to another node.
 */
record RollingStop(ClusterShape shape) implements Fault {
  @Override
  public String name() {
    return "18 rolling restart";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    for (ClusterNode node : stage.cluster().nodes()) {
      stage.during(
          "restart of " + node,
          () -> {
            end(stage, node);
            stage.cluster().recover();
          });
      stage.go(300, 1500);
    }
    int failures = stage.workload().mostFailuresInARow();
    if (stage.cluster().nodes().size() > 1 && failures > 1) {
      stage.history().found(I9_RECOVERED, "a publisher failed " + failures + " times in a row");
    }
  }

  /** By SIGTERM, or by the operator's request. */
  private static void end(Stage stage, ClusterNode node) throws Exception {
    if (stage.random().nextBoolean()) {
      node.stop();
    } else {
      node.drain();
    }
  }
}
