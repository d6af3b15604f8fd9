package io.herald.multijvm.faults;

import static io.herald.multijvm.faults.history.Invariant.I1_KEPT;

import io.herald.multijvm.faults.harness.ClusterShape;

/** Cassandra stands still: nothing may be acknowledged meanwhile. Then it goes on. */
record CassandraAway(ClusterShape shape) implements Fault {
  /** An OK may still be on its way when Cassandra has just stopped. */
  private static final int UNDER_WAY_MILLIS = 1000;

  @Override
  public String name() {
    return "10 Cassandra away";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    stage.during(
        "Cassandra away",
        () -> {
          stage.cluster().cassandra().hold();
          stage.go(UNDER_WAY_MILLIS, UNDER_WAY_MILLIS);
          long before = stage.history().acknowledgedCount();
          stage.go(3000, 12_000);
          long meanwhile = stage.history().acknowledgedCount() - before;
          stage.cluster().cassandra().goOn();
          if (meanwhile > 0) {
            stage.history().found(I1_KEPT, meanwhile + " acknowledged while Cassandra was away");
          }
          stage.cluster().recover();
        });
    stage.go(1500, 3500);
  }
}
