package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import io.herald.client.ProcessUsage;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Wrong frames, each on a connection of its own behind some right ones: the answer is a documented
 * error or the end of the connection, and afterwards the node is as before. The seed is printed;
 * {@code -Dseed=N} repeats it.
 */
class MalformedInputTest {
  private static final int FRAMES = 102_000;
  private static final int ROUNDS = 3;
  private static final int CLIENTS = 12;
  private static final int LIMIT_SECONDS = 90;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final long MEBIBYTE = 1024 * 1024;

  @Test
  void wrongFramesAreRefusedAndLeaveNothingBehind() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("MalformedInputTest: -Dseed=" + seed);
    try (BrokerProcess node = BrokerProcess.start(LaunchOptions.defaults())) {
      ProcessUsage usage = new ProcessUsage(node.pid());
      attack(node, seed);
      awaitNoClients(node);
      deleteTopics(node);
      long filesBefore = usage.openFiles();
      long heapBefore = heapInUse(node);
      for (int round = 1; round < ROUNDS; round++) {
        attack(node, seed + round * 1000L);
      }

      awaitNoClients(node);
      deleteTopics(node);
      Await.until(
          () -> "files: " + filesBefore + " before, now " + usage.openFiles(),
          SOON,
          () -> usage.openFiles() <= filesBefore + CLIENTS);
      assertThat(heapInUse(node)).as("heap").isLessThan(heapBefore + 24 * MEBIBYTE);
      assertThat(node.loggedFailures()).isEmpty();
      aNormalClientStillWorks(node);
    }
  }

  private static void attack(BrokerProcess node, long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        FrameMutator mutator = new FrameMutator(seed + i);
        clients.add(
            threads.submit(
                () -> {
                  for (int frame = 0; frame < FRAMES / ROUNDS / CLIENTS; frame++) {
                    sendOne(node, mutator);
                  }
                  return null;
                }));
      }
      for (Future<?> client : clients) {
        client.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void sendOne(BrokerProcess node, FrameMutator mutator) throws IOException {
    byte[] prefix = mutator.prefix();
    byte[] wrong = mutator.next();
    try (NsqConnection connection = NsqConnection.open(node.tcp())) {
      connection.readTimeout(SOON);
      connection.send(prefix);
      connection.send(wrong);
      connection.shutdownOutput();
      while (true) {
        Frame frame = connection.read();
        if (frame.type() == Frame.ERROR) {
          assertThat(frame.errorCode()).matches(ErrorCodes::isDocumented, "a documented code");
        } else {
          assertThat(frame.type()).isIn(Frame.RESPONSE, Frame.MESSAGE);
        }
      }
    } catch (EOFException | SocketException e) {
      // Closed, as it should be: nothing more was to come from this side.
    }
  }

  private static void awaitNoClients(BrokerProcess node) throws Exception {
    HttpProbe http = new HttpProbe(node.http());
    Await.until("no clients", SOON, () -> clients(http.get("/stats?format=json").json()) == 0);
  }

  private static int clients(JsonNode stats) {
    int count = stats.path("producers").size();
    for (JsonNode topic : stats.get("topics")) {
      for (JsonNode channel : topic.get("channels")) {
        count += channel.get("client_count").asInt();
      }
    }
    return count;
  }

  /** Mutated names that are valid have made topics. */
  private static void deleteTopics(BrokerProcess node) throws Exception {
    HttpProbe http = new HttpProbe(node.http());
    for (JsonNode topic : http.get("/stats?format=json").json().get("topics")) {
      String name = topic.get("topic_name").asText();
      assertThat(http.post("/topic/delete?topic=" + name.replace("#", "%23")).status())
          .as(name)
          .isEqualTo(200);
    }
  }

  private static long heapInUse(BrokerProcess node) throws Exception {
    HttpProbe http = new HttpProbe(node.http());
    http.post("/debug/freememory");
    return http.get("/stats?format=json").json().at("/memory/heap_in_use_bytes").asLong();
  }

  private static void aNormalClientStillWorks(BrokerProcess node) throws IOException {
    try (NsqConnection connection = NsqConnection.open(node.tcp())) {
      connection.sub("normal", "channel");
      connection.rdy(1);
      connection.pub("normal", "x");
      assertThat(connection.delivery().text()).isEqualTo("x");
    }
  }
}
