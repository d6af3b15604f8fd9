package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;

/**
 * SIGSTOP of one node for longer than the others take to replace it, then SIGCONT: it wakes and
 * believes that nothing has happened. It has to notice, write and acknowledge nothing, and end; it
 * is started again then, as a supervisor would.
 */
record Zombie(ClusterShape shape) implements Fault {
  private static final int SHORTEST_MILLIS = 15_000;
  private static final int LONGEST_MILLIS = 25_000;

  @Override
  public String name() {
    return "4 zombie";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    ClusterNode node = stage.cluster().any(stage.random());
    stage.during(
        "long pause of " + node,
        () -> {
          node.pause();
          stage.go(SHORTEST_MILLIS, LONGEST_MILLIS);
          node.resume();
          stage.cluster().recover();
        });
    stage.go(1500, 3500);
  }
}
