package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterShape;

/** SIGKILL to Cassandra, and a restart at once. */
record KillCassandra(ClusterShape shape) implements Fault {
  @Override
  public String name() {
    return "9 kill -9 of Cassandra";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    stage.during(
        "kill -9 of Cassandra",
        () -> {
          stage.cluster().cassandra().kill9();
          stage.cluster().cassandra().restart();
          stage.cluster().recover();
        });
    stage.go(1500, 3500);
  }
}
