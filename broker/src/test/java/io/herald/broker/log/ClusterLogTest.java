package io.herald.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.typed.Cluster;
import com.typesafe.config.ConfigFactory;
import io.herald.config.LogLevel;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two ActorSystems of this JVM: one sends orders to the other's log over TCP. */
class ClusterLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      akka {
        loglevel = WARNING
        log-dead-letters = off
        log-dead-letters-during-shutdown = off
        actor { provider = cluster, allow-java-serialization = off }
        remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
        cluster.jmx.enabled = off
        coordinated-shutdown { exit-jvm = off, run-by-actor-system-terminate = off }
      }
      """;

  private final ActorTestKit asking = kit("herald.log.answer-within = 20s");
  private final ActorTestKit asked = kit("");

  @AfterEach
  void stop() {
    asking.shutdownTestKit();
    asked.shutdownTestKit();
  }

  @Test
  void anotherNodesLogObeysAndAnswers() throws Exception {
    OneLevel log = new OneLevel();
    ClusterLog.start(asked.system(), log);
    ClusterLog orders = ClusterLog.start(asking.system(), new OneLevel());
    Address node = address(asked);

    assertThat(answer(orders.order(node, new LogOrder.Show("a")))).isEqualTo(LogLevel.INFO);
    assertThat(answer(orders.order(node, new LogOrder.Set("a", LogLevel.DEBUG))))
        .isEqualTo(LogLevel.DEBUG);
    assertThat(log.last).isEqualTo(new LogOrder.Set("a", LogLevel.DEBUG));
    Address self = address(asking);
    assertThat(log.from)
        .isEqualTo(self.getHost().orElseThrow() + ":" + self.getPort().orElseThrow());
    assertThat(answer(orders.order(node, new LogOrder.Reset("a")))).isEqualTo(LogLevel.INFO);
  }

  @Test
  void aNodeWithoutAnAnswerIsGivenUp() throws Exception {
    ActorTestKit hasty = kit("herald.log.answer-within = 200ms");
    try {
      ClusterLog orders = ClusterLog.start(hasty.system(), new OneLevel());

      assertThat(orders.order(address(asked), new LogOrder.Show("")))
          .failsWithin(PATIENCE)
          .withThrowableOfType(ExecutionException.class)
          .extracting(Throwable::getCause, InstanceOfAssertFactories.THROWABLE)
          .isInstanceOf(TimeoutException.class);
    } finally {
      hasty.shutdownTestKit();
    }
  }

  /** A log with one level, which it loses when it is reset. */
  private static final class OneLevel implements NodeLog {
    volatile LogOrder last;
    volatile String from;
    private volatile LogLevel level = LogLevel.INFO;

    @Override
    public LogLevel obey(LogOrder order, String sender) {
      last = order;
      from = sender;
      if (order instanceof LogOrder.Set set) {
        level = set.level();
      } else if (order instanceof LogOrder.Reset) {
        level = LogLevel.INFO;
      }
      return level;
    }
  }

  private static LogLevel answer(CompletionStage<LogLevel> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static Address address(ActorTestKit kit) {
    return Cluster.get(kit.system()).selfMember().address();
  }

  private static ActorTestKit kit(String config) {
    return ActorTestKit.create(
        "herald",
        ConfigFactory.parseString(config)
            .withFallback(ConfigFactory.parseString(CONFIG))
            .withFallback(ConfigFactory.load())
            .resolve());
  }
}
