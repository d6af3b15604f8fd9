package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;

/** A node leaves, the others go on without it for a while, and it comes back. */
record Membership(ClusterShape shape) implements Fault {
  @Override
  public String name() {
    return "19 leaving and joining";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    ClusterNode node = stage.cluster().any(stage.random());
    stage.during(
        node + " leaves",
        () -> {
          node.drain();
          stage.cluster().awaitUp();
        });
    stage.go(500, 2000);
    stage.during(
        node + " joins",
        () -> {
          stage.cluster().recover();
        });
    stage.go(500, 2000);
  }
}
