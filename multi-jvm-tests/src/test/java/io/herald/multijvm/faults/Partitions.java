package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.harness.Namespaces;
import java.io.IOException;

/** Nodes that do not reach each other while clients reach all of them. Three nodes. */
record Partitions(ClusterShape shape) implements Fault {
  @Override
  public String name() {
    return "6 partition";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    int alone = stage.random().nextInt(3);
    int second = (alone + 1) % 3;
    int third = (alone + 2) % 3;
    int kind = stage.random().nextInt(3);
    String[] kinds = {"minority", "one way", "bridge"};
    stage.during(
        kinds[kind] + ", node" + alone,
        () -> {
          Namespaces network = stage.cluster().network();
          switch (kind) {
            case 0 -> {
              part(network, alone, second);
              part(network, alone, third);
            }
            case 1 -> {
              network.block(alone, second);
              network.block(alone, third);
            }
            default -> part(network, second, third); // they still meet at the one between them
          }
          stage.go(3000, 20_000);
          network.heal();
          stage.cluster().recover();
        });
    stage.go(1500, 3500);
  }

  private static void part(Namespaces network, int one, int other) throws IOException {
    network.block(one, other);
    network.block(other, one);
  }
}
