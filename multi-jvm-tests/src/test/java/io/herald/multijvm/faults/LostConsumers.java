package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.load.HoldingConsumer;

/** Consumers that end with messages in flight, and consumers that let messages time out. */
record LostConsumers(ClusterShape shape) implements Fault {
  @Override
  public String name() {
    return "17 lost consumers";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    killConsumerProcess(stage);
    stage.go(200, 800);
    stage.workload().resetConsumers();
    stage.go(200, 800);
    stage.workload().forgetMessages();
    stage.go(2000, 4000);
    stage.workload().rememberMessages();
  }

  /** A process that has received messages and is killed before it says a word about them. */
  private static void killConsumerProcess(Stage stage) throws Exception {
    try (HoldingConsumer consumer =
        HoldingConsumer.start(
            stage.cluster().any(stage.random()).tcp(), stage.workload().anyChannel())) {
      consumer.awaitMessages();
      stage.go(100, 500);
    }
  }
}
