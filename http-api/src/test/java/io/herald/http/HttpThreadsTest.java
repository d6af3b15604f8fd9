package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.tls.KeyKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP neither runs on the default dispatcher, the broker's event loop, nor waits for it. */
class HttpThreadsTest {
  private static final String ONE_DEFAULT_THREAD =
      """
      akka.actor.default-dispatcher {
        executor = "thread-pool-executor"
        thread-pool-executor.fixed-pool-size = 1
      }
      """;

  @TempDir private Path directory;

  @Test
  @Timeout(30)
  void everythingIsAnsweredWhileTheDefaultDispatcherStandsStill() throws InterruptedException {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    try (TestNode node = TestNode.configured(ONE_DEFAULT_THREAD, tls.flags())) {
      CountDownLatch blocked = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      node.system
          .executionContext()
          .execute(
              () -> {
                blocked.countDown();
                awaitQuietly(release);
              });
      blocked.await();
      try {
        HttpProbe http = node.probe();
        byte[] lines = new byte[4 << 20];
        Arrays.fill(lines, (byte) 'x');
        for (int at = 999; at < lines.length; at += 1000) {
          lines[at] = '\n';
        }
        assertThat(http.get("/ping").text()).isEqualTo("OK");
        assertThat(http.post("/pub?topic=t", "x").text()).isEqualTo("OK");
        assertThat(http.send("POST", "/mpub?topic=t", lines).text()).isEqualTo("OK");
        assertThat(http.get("/stats?format=json").text()).contains("\"topic_name\":\"t\"");
        assertThat(http.send("PUT", "/config/log_level", word("info")).text()).isEqualTo("2");
        assertThat(http.get("/nope").code()).isEqualTo(404);
        assertThat(tls.probe(node).send("POST", "/mpub?topic=t", lines).text()).isEqualTo("OK");
      } finally {
        release.countDown();
      }
    }
  }

  private static byte[] word(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void awaitQuietly(CountDownLatch release) {
    try {
      release.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
