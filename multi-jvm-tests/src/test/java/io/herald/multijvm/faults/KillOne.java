package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;

/** SIGKILL to one node; after a while it is started again. */
record KillOne(ClusterShape shape) implements Fault {
  @Override
  public String name() {
    return "2 kill -9 of one";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    ClusterNode node = stage.cluster().anyOwner(stage.random());
    stage.during(
        "kill -9 " + node,
        () -> {
          node.kill9();
          stage.go(0, 1500);
          stage.cluster().recover();
        });
    stage.go(1500, 3500);
  }
}
