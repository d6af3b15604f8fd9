package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.NsqConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** SIGTERM: everything is kept, clients are told, and the process ends by itself. */
class StopTest {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  @Test
  void underLoadTheNodeEndsInTimeAndLosesNothing() throws Exception {
    Path dataPath = WorkDirectory.create();
    LaunchOptions options = LaunchOptions.defaults().withDataPath(dataPath);
    Random random = new Random(7);
    try (NodeLoad load = new NodeLoad()) {
      for (int life = 0; life < 2; life++) {
        try (BrokerProcess node = BrokerProcess.start(options)) {
          load.start(node, random);
          Await.pass(Duration.ofSeconds(2));
          long stoppedAt = System.currentTimeMillis();
          node.signalTerminate();
          assertThat(node.awaitEnd(STOP_LIMIT)).as("exit code, " + node.logTail()).isZero();
          load.ended(stoppedAt);
        }
      }
      try (BrokerProcess last = BrokerProcess.start(options)) {
        load.drain(last);
        assertThat(last.loggedFailures()).isEmpty();
      }
      load.assertNothingLost();
      if (!BrokerProcess.isNsqd()) {
        load.assertNoViolations();
      }
    }
    WorkDirectory.delete(dataPath);
  }

  @Test
  @HeraldOnly("closes all sockets without a word")
  void consumersAreToldToCloseAndProducersAreClosed() throws Exception {
    try (BrokerProcess node = BrokerProcess.start(LaunchOptions.defaults());
        NsqConnection consumer = NsqConnection.open(node.tcp());
        NsqConnection producer = NsqConnection.open(node.tcp())) {
      consumer.sub("topic", "channel");
      consumer.rdy(10);
      producer.pub("topic", "x");
      consumer.fin(consumer.delivery().id());
      node.signalTerminate();

      Expect.response(consumer, "CLOSE_WAIT");
      Expect.closed(consumer);
      Expect.closed(producer);
      assertThat(node.awaitEnd(STOP_LIMIT)).isZero();
    }
  }

  @Test
  void anIdleNodeEndsAtOnce() throws Exception {
    try (BrokerProcess node = BrokerProcess.start(LaunchOptions.defaults())) {
      node.signalTerminate();
      assertThat(node.awaitEnd(STOP_LIMIT)).isZero();
    }
  }
}
