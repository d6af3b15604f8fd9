package io.herald.multijvm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node is killed while messages are published under publish keys; a new one on the same data is
 * given all of them again. The seed is printed; {@code -Dseed=N} repeats its choices.
 */
@HeraldOnly("has no publish keys")
@Timeout(300)
class PublishOnceCrashTest {
  private static final int MESSAGES = 20_000;
  private static final int KILLS = 3;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @ParameterizedTest
  @ValueSource(strings = {"power", "process"})
  void whatIsPublishedAgainAfterKill9IsThereOnce(String durability) throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("PublishOnceCrashTest: durability " + durability + ", -Dseed=" + seed);
    Random random = new Random(seed);
    Path dataPath = WorkDirectory.create();
    LaunchOptions options =
        LaunchOptions.defaults()
            .withDataPath(dataPath)
            .withHerald("--durability", durability)
            .withHerald("--segment-bytes", "1MiB");
    OncePublisher publisher = new OncePublisher("orders", MESSAGES);
    for (int kill = 0; kill < KILLS; kill++) {
      try (BrokerProcess node = BrokerProcess.start(options)) {
        int last = (kill + 1) * MESSAGES / (KILLS + 1) - random.nextInt(1000);
        CompletableFuture<Void> pass = passInBackground(publisher, node.tcp());
        Await.until("message " + last, LIMIT, () -> publisher.acknowledged() >= last);
        node.kill9();
        pass.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    }
    try (BrokerProcess node = BrokerProcess.start(options)) {
      publisher.pass(node.tcp());
      publisher.assertEachOnce(node.tcp());
    }
    WorkDirectory.delete(dataPath);
  }

  private static CompletableFuture<Void> passInBackground(
      OncePublisher publisher, InetSocketAddress node) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            publisher.pass(node);
          } catch (IOException killed) {
            // as it was meant to be
          }
        });
  }
}
