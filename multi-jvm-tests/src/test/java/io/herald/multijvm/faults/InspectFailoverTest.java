package io.herald.multijvm.faults;

import static io.herald.multijvm.faults.PartedTopic.LIMIT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import io.herald.multijvm.Await;
import io.herald.multijvm.HeraldOnly;
import io.herald.multijvm.SharedCassandra;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.harness.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What two nodes over Cassandra say of messages and do with dead ones: the same whoever is asked,
 * and still when the owner of their partition has been killed.
 */
@HeraldOnly("has no trace, no dead letters and no partitions")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectFailoverTest {
  private static final int MESSAGES = 200;
  private static final int BATCH = 10;
  private static final int GOOD_ONE_IN = 4;
  private static final int ATTEMPTS = 2;

  /** There are 350: one of each good message, two of each bad one. */
  private static final int DELIVERIES_BEFORE_KILL_MAX = 300;

  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  private TestCluster cluster;
  private ClusterNode survivor;
  private ClusterNode victim;

  /** Of two nodes that do not see each other the one with the lower address stays. */
  @BeforeAll
  void startNodes() throws Exception {
    cluster = TestCluster.start(ClusterShape.TWO_SHARDED_MOVING, CASSANDRA);
    List<ClusterNode> nodes = new ArrayList<>(cluster.nodes());
    nodes.sort(Comparator.comparingInt(ClusterNode::clusterPort));
    survivor = nodes.get(0);
    victim = nodes.get(1);
  }

  @BeforeEach
  void startMissing() throws Exception {
    cluster.recover();
  }

  @AfterAll
  void stopNodes() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void bothNodesKnowWhoPublishedAndFindWhatIsInBothPartitions() throws Exception {
    PartedTopic topic = PartedTopic.create(cluster, "found", "c");
    List<String> publishers = new ArrayList<>();
    publishers.add(publish(survivor, topic, 0, 10));
    long later = System.currentTimeMillis() + 1;
    Await.until("the next millisecond", LIMIT, () -> System.currentTimeMillis() >= later);
    publishers.add(publish(victim, topic, 10, 20));
    for (ClusterNode node : cluster.nodes()) {
      assertThat(topic.stored(node)).as("in the partition of %s", node).isEqualTo(10);
    }
    for (ClusterNode asked : cluster.nodes()) {
      List<JsonNode> all = topic.search(asked, "");
      assertThat(numbers(all)).hasSize(20);
      assertThat(partitions(all)).containsExactly(0, 1);
      for (JsonNode found : all) {
        JsonNode trace = topic.trace(asked, found.path("id").asText());
        String publisher = publishers.get(number(found) / 10);
        assertThat(trace.path("published_by").asText()).as("%s", trace).isEqualTo(publisher);
        assertThat(trace.path("body")).isEqualTo(found.path("body"));
        assertThat(trace.at("/channels/0/state").asText()).isEqualTo("unread");
      }
      assertThat(numbers(topic.search(asked, "contains=r%22:7,"))).containsExactly(7);
      assertThat(numbers(topic.search(asked, "field=customer.name&value=bob")))
          .containsExactly(0, 5, 10, 15);
      Set<Integer> second = numbers(topic.search(asked, "from=" + later));
      assertThat(second).hasSize(10).allMatch(number -> number >= 10);
      Set<Integer> first = numbers(topic.search(asked, "to=" + (later - 1)));
      assertThat(first).hasSize(10).allMatch(number -> number < 10);
    }
  }

  /** Numbered orders in turn to both partitions; returns the publisher's address. */
  private static String publish(ClusterNode node, PartedTopic topic, int from, int to)
      throws Exception {
    try (NsqConnection publisher = NsqConnection.open(node.tcp())) {
      for (int n = from; n < to; n++) {
        String customer = n % 5 == 0 ? "bob" : "alice";
        String body = "{\"order\":%d,\"customer\":{\"name\":\"%s\"}}".formatted(n, customer);
        publisher.pub(topic.in(n % 2), body);
      }
      return address(publisher);
    }
  }

  private static String address(NsqConnection connection) {
    return "127.0.0.1:" + connection.localAddress().getPort();
  }

  private static Set<Integer> numbers(List<JsonNode> orders) {
    return orders.stream()
        .map(InspectFailoverTest::number)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static int number(JsonNode order) {
    return Integer.parseInt(order.path("body").asText().replaceAll("^.*?:(\\d+).*$", "$1"));
  }

  private static Set<Integer> partitions(List<JsonNode> messages) {
    return messages.stream()
        .map(message -> message.path("partition").asInt())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatHappenedToAMessageIsKnownElsewhereAndOutlivesTheOwner() throws Exception {
    PartedTopic topic = PartedTopic.create(cluster, "traced", "c");
    PartedTopic.post(survivor, "/message/trace/enable?topic=traced&channel=c");
    int partition = topic.partitionOf(victim);
    String publisher = publish(survivor, topic, partition, partition + 1);
    String id = topic.search(survivor, "contains=order").get(0).path("id").asText();
    String client;
    try (NsqConnection consumer = NsqConnection.open(survivor.tcp())) {
      consumer.identify("{\"client_id\":\"me\",\"msg_timeout\":1000}");
      client = "me at " + address(consumer);
      consumer.readTimeout(LIMIT);
      consumer.sub("traced", "c");
      consumer.rdy(1);
      consumer.req(next(consumer, id), Duration.ZERO);
      next(consumer, id); // and times out
      consumer.fin(next(consumer, id));
      List<String> story =
          List.of(
              "delivered 1 to " + client,
              "requeued 1 to " + client,
              "delivered 2 to " + client,
              "timed_out 2 to " + client,
              "delivered 3 to " + client,
              "finished 3 to " + client);
      for (ClusterNode asked : cluster.nodes()) {
        Await.until(
            () -> "the story as " + asked + " tells it: " + story,
            LIMIT,
            () -> story(topic, asked, id).equals(story));
      }
      new StoredTimeline(CASSANDRA.process(), cluster.keyspace()).await(id, story.size());
    }
    JsonNode before = topic.trace(victim, id);
    victim.kill9();
    Await.until("the partition has moved", LIMIT, () -> topic.isWhole(survivor));
    assertThat(topic.trace(survivor, id)).isEqualTo(before);
    assertThat(before.path("published_by").asText()).isEqualTo(publisher);
    assertThat(before.at("/channels/0/state").asText()).isEqualTo("finished");
    assertThat(before.at("/channels/0/finished_by").asText()).isEqualTo(client);
    cluster.recover();
    assertThat(topic.trace(victim, id)).isEqualTo(before);
  }

  private static String next(NsqConnection consumer, String id) throws Exception {
    Delivery delivery = consumer.delivery();
    while (!delivery.id().equals(id)) {
      consumer.fin(delivery.id());
      delivery = consumer.delivery();
    }
    return id;
  }

  private static List<String> story(PartedTopic topic, ClusterNode asked, String id)
      throws Exception {
    List<String> story = new ArrayList<>();
    for (JsonNode each : topic.trace(asked, id).at("/channels/0/timeline")) {
      story.add(
          "%s %d to %s at %s"
              .formatted(
                  each.path("event").asText(),
                  each.path("attempts").asInt(),
                  each.path("client_id").asText(),
                  each.path("remote_address").asText()));
    }
    return story;
  }

  @Test
  void nothingIsLostWhenAnOwnerIsKilledWhileItBuriesAndAllCanBeSentBack() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("InspectFailoverTest: -Dseed=" + seed);
    int deliveriesBeforeKill = new Random(seed).nextInt(DELIVERIES_BEFORE_KILL_MAX);
    PartedTopic topic = PartedTopic.create(cluster, "buried", "c", "other");
    PartedTopic.post(survivor, "/channel/config?topic=buried&channel=c&max-attempts=" + ATTEMPTS);
    Set<String> good = new TreeSet<>();
    Set<String> bad = new TreeSet<>();
    try (NsqConnection publisher = NsqConnection.open(survivor.tcp())) {
      for (int n = 0; n < MESSAGES; n += BATCH) {
        List<byte[]> batch = new ArrayList<>();
        for (int i = n; i < n + BATCH; i++) {
          Set<String> kind = i % GOOD_ONE_IN == 0 ? good : bad;
          String body = (kind == good ? "good " : "bad ") + i;
          kind.add(body);
          batch.add(body.getBytes(US_ASCII));
        }
        publisher.mpub(topic.in(n / BATCH % 2), batch);
      }
    }
    try (PickyConsumer consumer =
        new PickyConsumer(survivor.tcp(), "buried", "c", good::contains)) {
      consumer.consume(deliveriesBeforeKill);
      victim.kill9();
      cluster.recover();
      drain(consumer, topic, "c");
      assertThat(consumer.mostAttempts()).isEqualTo(ATTEMPTS);
      assertThat(new TreeSet<>(consumer.finished().values())).isEqualTo(good);
    }
    PartedTopic letters = new PartedTopic(cluster, "buried.c.dead");
    for (ClusterNode asked : cluster.nodes()) {
      List<JsonNode> dead = topic.peek(asked, "c", "dead");
      assertThat(bodies(dead)).as("seen by %s", asked).containsExactlyElementsOf(bad);
      assertThat(partitions(dead)).containsExactly(0, 1);
    }
    long count = letters.left(survivor, "redrive");
    System.out.println((count - bad.size()) + " of " + bad.size() + " were buried more than once");
    assertThat(redrive("true")).isEqualTo(count);
    assertThat(redrive("false")).isEqualTo(count);
    Collection<String> again = drain(topic, "c");
    assertThat(again).hasSize((int) count);
    assertThat(new TreeSet<>(again)).isEqualTo(bad);
    assertThat(drain(topic, "other")).hasSize(MESSAGES).containsAll(good).containsAll(bad);
    assertThat(letters.left(victim, "redrive")).isZero();
  }

  /** Where the letters are does not matter. */
  private long redrive(String dryRun) throws Exception {
    String path = "/channel/redrive?topic=buried&channel=c&limit=10000&dry_run=" + dryRun;
    JsonNode redriven = PartedTopic.post(victim, path);
    assertThat(redriven.path("left").asInt()).as("%s", redriven).isZero();
    assertThat(redriven.path("more").asBoolean()).as("%s", redriven).isFalse();
    return redriven.path("redriven").asLong();
  }

  /** Finishes all that a channel has, and returns the bodies. */
  private Collection<String> drain(PartedTopic topic, String channel) throws Exception {
    try (PickyConsumer consumer =
        new PickyConsumer(victim.tcp(), topic.name(), channel, body -> true)) {
      drain(consumer, topic, channel);
      return consumer.finished().values();
    }
  }

  /** Lets somebody consume until nothing is left, as both nodes say. */
  private void drain(PickyConsumer consumer, PartedTopic topic, String channel) throws Exception {
    for (ClusterNode asked : cluster.nodes()) {
      Await.until(
          () -> asked + " has nothing left in " + channel,
          LIMIT,
          () -> {
            consumer.consume(Integer.MAX_VALUE);
            return topic.left(asked, channel) == 0;
          });
    }
  }

  private static Set<String> bodies(List<JsonNode> messages) {
    return messages.stream()
        .map(message -> message.path("body").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
