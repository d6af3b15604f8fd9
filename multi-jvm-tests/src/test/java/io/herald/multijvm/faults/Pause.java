package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;

/** SIGSTOP of one node for a few seconds, as a long garbage collection would. */
record Pause(ClusterShape shape) implements Fault {
  private static final int SHORTEST_MILLIS = 3000;
  private static final int LONGEST_MILLIS = 8000;

  @Override
  public String name() {
    return "5 pause of one";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    ClusterNode node = stage.cluster().anyOwner(stage.random());
    stage.during(
        "pause of " + node,
        () -> {
          node.pause();
          stage.go(SHORTEST_MILLIS, LONGEST_MILLIS);
          node.resume();
          stage.cluster().recover();
        });
    stage.go(1000, 3000);
  }
}
