package io.herald.multijvm.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import io.herald.multijvm.Await;
import io.herald.multijvm.HeraldOnly;
import io.herald.multijvm.HttpProbe;
import io.herald.multijvm.SharedCassandra;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.harness.TestCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A topic gets more partitions while messages are in flight. */
@HeraldOnly("has no partitions")
@Timeout(300)
class ExpandTopicTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int HELD = 10;
  private static final int PARTITIONS = 5;

  private int published;

  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  @Test
  void whatIsInFlightIsFinishedAndTheNewPartitionsAreConsumedFrom() throws Exception {
    try (TestCluster cluster = TestCluster.start(ClusterShape.ONE)) {
      ClusterNode node = cluster.nodes().get(0);
      create(node);
      try (NsqConnection consumer = consumer(node)) {
        publish(node, 2 * HELD);
        List<Delivery> held = new ArrayList<>();
        while (held.size() < HELD) {
          held.add(consumer.delivery());
        }
        expand(node);
        publish(node, 100);
        for (Delivery each : held) {
          consumer.fin(each.id());
        }
        Set<Integer> partitions = new TreeSet<>();
        Set<String> bodies = new TreeSet<>();
        held.forEach(each -> bodies.add(text(each)));
        while (bodies.size() < published) {
          Delivery next = consumer.delivery();
          assertThat(next.attempt()).as("%s", next).isEqualTo(1);
          consumer.fin(next.id());
          bodies.add(text(next));
          partitions.add(partition(next));
        }
        assertThat(partitions).containsExactly(0, 1, 2, 3, 4);
      }
      node.kill9();
      cluster.recover();
      assertThat(channelPartitions(node)).isEqualTo(PARTITIONS);
      publish(node, 50);
      consumeUntil(node, "message " + (published - 1));
    }
  }

  @Test
  void aConsumerOfAnotherNodeHearsOfTheNewPartitions() throws Exception {
    try (TestCluster cluster = TestCluster.start(ClusterShape.TWO_SHARDED, CASSANDRA)) {
      ClusterNode one = cluster.nodes().get(0);
      ClusterNode other = cluster.nodes().get(1);
      create(one);
      try (NsqConnection consumer = consumer(other)) {
        Set<String> bodies = new TreeSet<>();
        publish(one, 20);
        consume(consumer, bodies, published, new TreeSet<>());
        expand(one);
        Set<Integer> partitions = new TreeSet<>();
        Await.until(
            "messages come from every partition",
            LIMIT,
            () -> {
              publish(one, 10);
              publish(other, 10);
              consume(consumer, bodies, published, partitions);
              return partitions.size() == PARTITIONS;
            });
      }
      assertThat(channelPartitions(other)).isEqualTo(PARTITIONS);
    }
  }

  private static void create(ClusterNode node) throws Exception {
    done(node, "/topic/create?topic=t&partition_num=2");
    done(node, "/channel/create?topic=t&channel=c");
  }

  private static void expand(ClusterNode node) throws Exception {
    done(node, "/topic/partition/expand?topic=t&partition_num=" + PARTITIONS);
    HttpProbe.Answer refusal = node.http().post("/topic/partition/expand?topic=t&partition_num=4");
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.text()).contains("a topic cannot shrink: it has 5 partitions");
  }

  private static void done(ClusterNode node, String path) throws Exception {
    HttpProbe.Answer answer = node.http().post(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private void publish(ClusterNode node, int count) throws Exception {
    for (int n = 0; n < count; n++) {
      HttpProbe.Answer answer = node.http().post("/pub?topic=t", "message " + published);
      assertThat(answer.text()).isEqualTo("OK");
      published++;
    }
  }

  private static NsqConnection consumer(ClusterNode node) throws IOException {
    NsqConnection connection = NsqConnection.open(node.tcp());
    connection.readTimeout(LIMIT);
    connection.sub("t", "c");
    connection.rdy(HELD);
    return connection;
  }

  /** A partition that moves delivers again what was in flight. */
  private static void consume(
      NsqConnection consumer, Set<String> bodies, int count, Set<Integer> partitions)
      throws IOException {
    while (bodies.size() < count) {
      Delivery next = consumer.delivery();
      consumer.fin(next.id());
      bodies.add(text(next));
      partitions.add(partition(next));
    }
  }

  /** What was finished just before the kill may come again. */
  private static void consumeUntil(ClusterNode node, String last) throws IOException {
    try (NsqConnection consumer = consumer(node)) {
      Set<String> bodies = new TreeSet<>();
      Optional<Delivery> next = consumer.delivery(LIMIT);
      while (next.isPresent() && !bodies.contains(last)) {
        consumer.fin(next.get().id());
        bodies.add(text(next.get()));
        next = bodies.contains(last) ? next : consumer.delivery(LIMIT);
      }
      assertThat(bodies).contains(last);
    }
  }

  private static int channelPartitions(ClusterNode node) throws Exception {
    return node.http()
        .post("/channel/seek?topic=t&channel=c&to=end&dry_run=true")
        .json()
        .get("partitions")
        .size();
  }

  private static String text(Delivery delivery) {
    return new String(delivery.body(), UTF_8);
  }

  private static int partition(Delivery delivery) {
    return Integer.parseInt(delivery.id().substring(0, 4), 16);
  }
}
