package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nodes that share a store and have partitions with very different load: those with much to do part
 * and go to a node that joins, and nothing that was acknowledged meanwhile is lost.
 */
@HeraldOnly("does not move topics")
@Timeout(300)
class PlacementByLoadTest {
  private static final int TOPICS = 8;
  private static final int HOT_TOPICS = 3;
  private static final int BATCH = 20;
  private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  private final List<BrokerProcess> nodes = new ArrayList<>();
  private final Map<String, Publisher> publishers = new TreeMap<>();
  private LaunchOptions options;

  @BeforeEach
  void startTwoNodes() throws Exception {
    options = CASSANDRA.node().withMaxHeapMebibytes(256).withHerald("--rebalance-interval", "1s");
    nodes.add(BrokerProcess.start(options));
    options = options.withHerald("--cluster-seed", cluster().get("self").asText());
    join();
  }

  private void join() throws Exception {
    nodes.add(BrokerProcess.start(options));
    int members = nodes.size();
    Await.until(
        () -> members + " members are up: " + cluster(),
        LIMIT,
        () ->
            cluster()
                .get("members")
                .findValuesAsText("status")
                .equals(Collections.nCopies(members, "up")));
  }

  @AfterEach
  void stop() throws IOException {
    publishers.values().forEach(Publisher::interrupt);
    for (BrokerProcess node : nodes) {
      node.close();
    }
  }

  @Test
  void hotPartitionsPartAndGoToANodeThatJoins() throws Exception {
    http().post("/topic/create?topic=pair&partition_num=2");
    Await.until(
        "its partitions are on both nodes",
        LIMIT,
        () -> get("/lookup?topic=pair").path("producers").size() == 2);
    for (int i = 0; i < TOPICS; i++) {
      http().post("/topic/create?topic=topic" + i);
      http().post("/channel/create?topic=topic" + i + "&channel=channel");
    }
    Await.until(
        () -> "each node has half of the topics: " + topicsByNode(),
        LIMIT,
        () -> topicsByNode().values().stream().allMatch(has -> has.size() == TOPICS / 2));
    List<String> hot =
        topicsByNode().values().iterator().next().stream().limit(HOT_TOPICS).toList();
    for (String topic : hot) {
      publishers.put(topic, new Publisher(topic));
      publishers.get(topic).start();
    }
    Await.until(
        () -> hot + " are on both nodes: " + topicsByNode(), LIMIT, () -> nodesOf(hot).size() == 2);
    assertThat(cluster().get("members").findValues("load")).anyMatch(load -> load.asInt() > BATCH);

    join();
    Await.until(
        () -> hot + " are on three nodes: " + topicsByNode(),
        LIMIT,
        () -> nodesOf(hot).size() == HOT_TOPICS);
    assertThat(nodes.stream().flatMap(node -> node.logged("moving shards").stream()))
        .as("why they moved")
        .hasSizeGreaterThan(1)
        .allMatch(line -> line.contains("because"));

    for (Publisher publisher : publishers.values()) {
      publisher.interrupt();
      publisher.join();
      assertThat(received(publisher.topic, publisher.ledger))
          .containsAll(publisher.ledger.acknowledged())
          .isSubsetOf(publisher.ledger.attempted());
    }
  }

  /** All of a topic's messages, until every one that was acknowledged is there. */
  private Set<Long> received(String topic, PublishLedger ledger) throws Exception {
    Set<Long> received = new HashSet<>();
    try (NsqConnection consumer = NsqConnection.open(nodes.get(0).tcp())) {
      consumer.sub(topic, "channel");
      consumer.rdy(1000);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!received.containsAll(ledger.acknowledged()) && System.nanoTime() < deadline) {
        Optional<Delivery> delivery = consumer.delivery(Duration.ofSeconds(1));
        while (delivery.isPresent()) {
          received.add(LoadMessage.of(delivery.get()).id());
          consumer.fin(delivery.get().id());
          delivery = consumer.delivery(Duration.ofMillis(1));
        }
      }
    }
    return received;
  }

  /** The TCP ports of the nodes that have these topics. */
  private Set<Integer> nodesOf(List<String> topics) throws Exception {
    return topicsByNode().entrySet().stream()
        .filter(node -> node.getValue().stream().anyMatch(topics::contains))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private Map<Integer, Set<String>> topicsByNode() {
    Map<Integer, Set<String>> topics = new TreeMap<>();
    nodes.forEach(node -> topics.put(node.tcp().getPort(), new TreeSet<>()));
    for (int i = 0; i < TOPICS; i++) {
      String topic = "topic" + i;
      get("/lookup?topic=" + topic)
          .path("producers")
          .forEach(node -> topics.get(node.get("tcp_port").asInt()).add(topic));
    }
    return topics;
  }

  private JsonNode cluster() {
    return get("/cluster");
  }

  private JsonNode get(String path) {
    try {
      return new HttpProbe(nodes.get(0).lookupHttp()).get(path).json();
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(path, failure);
    }
  }

  private HttpProbe http() {
    return new HttpProbe(nodes.get(0).http());
  }

  /** Publishes at a steady pace, whatever is refused while its topic moves, until interrupted. */
  private final class Publisher extends Thread {
    private final String topic;
    private final PublishLedger ledger = new PublishLedger();
    private final Random random = new Random();

    Publisher(String topic) {
      super("publisher of " + topic);
      this.topic = topic;
    }

    @Override
    public void run() {
      while (!isInterrupted()) {
        try (NsqConnection connection = NsqConnection.open(nodes.get(1).tcp())) {
          while (!isInterrupted()) {
            publish(connection);
            LockSupport.parkNanos(BETWEEN_BATCHES.toNanos());
          }
        } catch (IOException refused) {
          LockSupport.parkNanos(BETWEEN_BATCHES.toNanos()); // it is not acknowledged, and goes on
        }
      }
    }

    private void publish(NsqConnection connection) throws IOException {
      List<LoadMessage> messages = new ArrayList<>();
      List<byte[]> bodies = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        LoadMessage message = LoadMessage.next(0);
        ledger.attempted(message.id());
        messages.add(message);
        bodies.add(message.body(random));
      }
      connection.mpub(topic, bodies);
      messages.forEach(message -> ledger.acknowledged(message.id()));
    }
  }
}
