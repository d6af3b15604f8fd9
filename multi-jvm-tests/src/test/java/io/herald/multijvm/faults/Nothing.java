package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterShape;

/** No fault: what the checker says here is about the checker. */
record Nothing(ClusterShape shape) implements Fault {
  @Override
  public String name() {
    return "1 none";
  }

  @Override
  public void strike(Stage stage) {
    stage.go(500, 1500);
  }
}
