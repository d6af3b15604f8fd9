package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.NsqConnection;
import io.herald.client.ProcessUsage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** 1,000 idle connections on 100 topics of 2 channels, with a heap of 512 MiB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScaleTest {
  private static final int CONNECTIONS = 1000;
  private static final int TOPICS = 100;
  private static final int HEAP_MEBIBYTES = 512;

  /** What a JVM takes beside its heap: code, metaspace, threads, direct buffers. */
  private static final int OUTSIDE_HEAP_MEBIBYTES = 300;

  private static final Duration SETTLE = Duration.ofSeconds(4);
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final List<NsqConnection> connections = new ArrayList<>();
  private BrokerProcess node;

  @BeforeAll
  void connect() throws Exception {
    node = BrokerProcess.start(LaunchOptions.defaults().withMaxHeapMebibytes(HEAP_MEBIBYTES));
    for (int i = 0; i < CONNECTIONS; i++) {
      NsqConnection connection = NsqConnection.open(node.tcp());
      connections.add(connection);
      connection.identify("{\"heartbeat_interval\":60000,\"client_id\":\"idle\"}");
      connection.sub("topic-" + i % TOPICS, i / TOPICS % 2 == 0 ? "even" : "odd");
      connection.rdy(10);
    }
  }

  @AfterAll
  void disconnect() throws IOException {
    for (NsqConnection connection : connections) {
      connection.close();
    }
    node.close();
  }

  @Test
  void idleConnectionsCostAlmostNothing() {
    ProcessUsage usage = new ProcessUsage(node.pid());
    Await.pass(SETTLE);
    Duration before = usage.cpu();
    Await.pass(WINDOW);
    double cores = (double) usage.cpu().minus(before).toMillis() / WINDOW.toMillis();
    long mebibytes = usage.residentBytes() / (1024 * 1024);

    System.out.printf("ScaleTest: %.3f cores idle, %d MiB resident%n", cores, mebibytes);
    assertThat(cores).isLessThan(0.05);
    assertThat(mebibytes).isLessThan(HEAP_MEBIBYTES + OUTSIDE_HEAP_MEBIBYTES);
    assertThat(node.loggedFailures()).isEmpty();
  }

  @Test
  void statsOfAllClientsAnswerQuickly() throws Exception {
    HttpProbe http = new HttpProbe(node.http());
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      long start = System.nanoTime();
      HttpProbe.Answer answer = http.get("/stats?format=json");
      millis.add((System.nanoTime() - start) / 1_000_000);
      assertThat(answer.text().split("\"client_id\"", -1)).hasSize(CONNECTIONS + 1);
    }
    Collections.sort(millis);
    System.out.println("ScaleTest: /stats in ms " + millis);
    assertThat(millis.get(millis.size() / 2)).as("median in ms").isLessThan(100);
  }

  @Test
  void eachChannelHasItsClientsAndStillDelivers() throws Exception {
    NsqConnection consumer = connections.get(0);
    consumer.pub("topic-0", "x");
    var channel = new HttpProbe(node.http()).channelStats("topic-0", "even");
    assertThat(channel.path("client_count").asInt()).isEqualTo(CONNECTIONS / TOPICS / 2);
    assertThat(channel.path("message_count").asInt()).isEqualTo(1);
  }
}
