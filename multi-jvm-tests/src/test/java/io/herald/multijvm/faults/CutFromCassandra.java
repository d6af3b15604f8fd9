package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.harness.FaultProxy;
import io.herald.multijvm.faults.harness.ProxyRules;

/** One node does not reach Cassandra, or does not hear it, or is refused; nothing else is wrong. */
record CutFromCassandra(ClusterShape shape) implements Fault {
  @Override
  public String name() {
    return "8 cut from Cassandra";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    ClusterNode node = stage.cluster().anyOwner(stage.random());
    stage.during(
        node + " is cut from Cassandra",
        () -> {
          FaultProxy way = node.wayToCassandra();
          switch (stage.random().nextInt(4)) {
            case 0 -> way.refuse();
            case 1 -> way.rules(ProxyRules.SILENT);
            default -> way.rules(ProxyRules.oneWay(stage.random().nextBoolean()));
          }
          stage.go(3000, 12_000);
          way.cut();
          way.heal();
          stage.cluster().recover();
        });
    stage.go(1500, 3500);
  }
}
