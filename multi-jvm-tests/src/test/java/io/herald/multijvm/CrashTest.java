package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills a node under load again and again, starts it on the same data, and at the end accounts for
 * every message. The seed is printed; {@code -Dseed=N} repeats its choices.
 */
@HeraldOnly("keeps messages in memory and loses them")
class CrashTest {
  private static final int KILLS = 6;
  private static final int SHORTEST_LIFE_MILLIS = 200;
  private static final int LONGEST_LIFE_MILLIS = 2200;

  @ParameterizedTest
  @ValueSource(strings = {"power", "process"})
  void noAcknowledgedMessageIsLost(String durability) throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("CrashTest: durability " + durability + ", -Dseed=" + seed);
    Random random = new Random(seed);
    Path dataPath = WorkDirectory.create();
    LaunchOptions options =
        LaunchOptions.defaults().withDataPath(dataPath).withHerald("--durability", durability);
    try (NodeLoad load = new NodeLoad()) {
      for (int kill = 0; kill < KILLS; kill++) {
        liveAndDie(options, load, random);
      }
      try (BrokerProcess last = BrokerProcess.start(options)) {
        load.drain(last);
        assertThat(last.loggedFailures()).isEmpty();
      }
      load.assertNothingLost();
      load.assertNoViolations();
    }
    WorkDirectory.delete(dataPath);
  }

  private static void liveAndDie(LaunchOptions options, NodeLoad load, Random random)
      throws Exception {
    try (BrokerProcess node = BrokerProcess.start(options)) {
      load.start(node, random);
      int span = LONGEST_LIFE_MILLIS - SHORTEST_LIFE_MILLIS;
      Await.pass(Duration.ofMillis(SHORTEST_LIFE_MILLIS + random.nextInt(span)));
      long killedAt = System.currentTimeMillis();
      node.kill9();
      load.ended(killedAt);
    }
  }
}
