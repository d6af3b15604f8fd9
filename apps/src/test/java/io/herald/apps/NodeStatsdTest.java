package io.herald.apps;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.config.SettingsLoader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node tells a statsd daemon what it does, until it is stopped. */
class NodeStatsdTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int PACKET_BYTES = 200;

  @TempDir private Path directory;

  private final Map<String, Long> counters = new HashMap<>();
  private final Map<String, Long> gauges = new HashMap<>();

  @Test
  void aDaemonLearnsWhatANodeDoes() throws Exception {
    try (DatagramSocket daemon =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      daemon.setSoTimeout((int) DEADLINE.toMillis());
      RunningNode node = start(daemon.getLocalPort());
      try {
        String prefix = "test.node_example_" + node.http().port() + ".";
        String channel = prefix + "topic.t.channel.c.";
        post(node, "/topic/create?topic=t", 200);
        post(node, "/channel/create?topic=t&channel=c", 200);
        post(node, "/pub?topic=t", 200);
        post(node, "/pub?topic=t", 200);
        receiveUntil(daemon, counters, prefix + "topic.t.message_count", 2);
        receiveUntil(daemon, counters, prefix + "topic.t.message_bytes", 10);
        receiveUntil(daemon, counters, channel + "message_count", 2);
        receiveUntil(daemon, counters, channel + "timeout_count", 0);
        receiveUntil(daemon, gauges, channel + "depth", 2);
        receiveUntil(daemon, gauges, prefix + "mem.heap_released_bytes", 0);
        assertThat(gauges.get(prefix + "mem.heap_in_use_bytes")).isPositive();

        post(node, "/topic/delete?topic=t", 200);
        post(node, "/topic/create?topic=t", 200);
        post(node, "/pub?topic=t", 200);
        receiveUntil(daemon, counters, prefix + "topic.t.message_count", 3);
      } finally {
        node.stop().run();
      }
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain("herald-statsd");
    }
  }

  private RunningNode start(int daemonPort) throws Exception {
    return Node.start(
        SettingsLoader.load(
            List.of(
                "--data-path=" + directory.resolve("data"),
                "--tcp-address=127.0.0.1:0",
                "--http-address=127.0.0.1:0",
                "--lookup-tcp-address=127.0.0.1:0",
                "--lookup-http-address=127.0.0.1:0",
                "--broadcast-address=node.example",
                "--statsd-address=127.0.0.1:" + daemonPort,
                "--statsd-prefix=test.%s",
                "--statsd-interval=100ms",
                "--statsd-udp-packet-size=" + PACKET_BYTES),
            Map.of()));
  }

  private static void post(RunningNode node, String path, int status) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + node.http() + path))
            .POST(HttpRequest.BodyPublishers.ofString("hello"))
            .timeout(DEADLINE)
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(status);
  }

  /** Adds up counters and keeps gauges, as statsd does, until one has its value. */
  private void receiveUntil(
      DatagramSocket daemon, Map<String, Long> values, String name, long value) throws IOException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (values.getOrDefault(name, -1L) != value) {
      assertThat(System.nanoTime()).as("%s in %s", name, values).isLessThan(deadline);
      DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
      daemon.receive(packet);
      assertThat(packet.getLength()).isLessThanOrEqualTo(PACKET_BYTES);
      new String(packet.getData(), 0, packet.getLength(), US_ASCII).lines().forEach(this::take);
    }
  }

  private void take(String line) {
    String[] parts = line.split("[:|]");
    assertThat(parts).as(line).hasSize(3);
    long value = Long.parseLong(parts[1]);
    assertThat(value).as(line).isNotNegative();
    if (parts[2].equals("c")) {
      counters.merge(parts[0], value, Long::sum);
    } else {
      assertThat(parts[2]).as(line).isEqualTo("g");
      gauges.put(parts[0], value);
    }
  }
}
