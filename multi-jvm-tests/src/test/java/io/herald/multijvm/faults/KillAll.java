package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterShape;

/** SIGKILL to all nodes at once. */
record KillAll(ClusterShape shape) implements Fault {
  @Override
  public String name() {
    return "3 kill -9 of all";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    stage.during(
        "kill -9 of all",
        () -> {
          stage.cluster().killAll();
          stage.cluster().recover();
        });
    stage.go(1500, 3500);
  }
}
