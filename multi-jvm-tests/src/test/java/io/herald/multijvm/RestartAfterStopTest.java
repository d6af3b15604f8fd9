package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** A node that was stopped with SIGTERM. */
class RestartAfterStopTest extends RestartScenario {
  @Override
  void end(BrokerProcess first) {
    first.signalTerminate();
    assertThat(first.awaitEnd(Duration.ofSeconds(10))).as("exit code").isZero();
  }
}
