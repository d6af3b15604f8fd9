package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three nodes that found each other by seed: each answers lookup for all. */
@HeraldOnly("knows of no other nsqd")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // the last test takes a node away
class LookupClusterTest {
  private static final int NODES = 3;

  /** How soon a change must be seen at every node. */
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(2);

  private static final Duration GIVEN_UP_WITHIN = Duration.ofSeconds(60);

  private static final List<BrokerProcess> BROKERS = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    String seed = "127.0.0.1:" + freePort();
    for (int i = 0; i < NODES; i++) {
      String address = i == 0 ? seed : "127.0.0.1:0";
      BROKERS.add(
          BrokerProcess.start(
              LaunchOptions.defaults()
                  .withMaxHeapMebibytes(256)
                  .withHerald("--cluster-address", address)
                  .withHerald("--cluster-failure-after", "2s")
                  .withHerald("--cluster-stable-after", "3s")
                  .withHerald("--cluster-seed", seed)));
    }
    seen("/nodes", GIVEN_UP_WITHIN, answer -> answer.get("producers").size() == NODES);
  }

  @AfterAll
  static void stop() throws IOException {
    for (BrokerProcess broker : BROKERS) {
      broker.close();
    }
    BROKERS.clear();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  @Order(1)
  void everyNodeAnswersTheSameWithinTwoSeconds() throws Exception {
    nsqd(0).post("/pub?topic=shared", "one");
    nsqd(1).post("/pub?topic=shared", "two");
    nsqd(0).post("/channel/create?topic=shared&channel=ch");
    seen("/lookup?topic=shared", answer -> answer.get("producers").size() == 2);
    seen("/channels?topic=shared", answer -> answer.toString().equals("{\"channels\":[\"ch\"]}"));
    JsonNode nodes = seen("/nodes", answer -> topicsOf(0, answer).contains("shared"));
    assertThat(nodes.get("producers")).hasSize(NODES);
    assertThat(topicsOf(2, nodes)).doesNotContain("shared");
    for (String access : List.of("r", "w")) {
      assertThat(lookup(2).get("/lookup?topic=shared&access=" + access).text())
          .isEqualTo(lookup(2).get("/lookup?topic=shared").text());
    }
  }

  @Test
  @Order(2)
  void aNewTopicBeginsWithTheChannelsItHasOnOtherNodes() throws Exception {
    nsqd(0).post("/topic/create?topic=grown");
    for (String channel : List.of("one", "two")) {
      nsqd(0).post("/channel/create?topic=grown&channel=" + channel);
    }
    lookup(1).post("/channel/create?topic=grown&channel=by-hand");
    seen("/channels?topic=grown", answer -> answer.get("channels").size() == 3);
    assertThat(nsqd(2).post("/pub?topic=grown", "first").text()).isEqualTo("OK");
    JsonNode channels = nsqd(2).topicStats("grown").get("channels");
    assertThat(channels).hasSize(3);
    assertThat(channels).allMatch(channel -> channel.get("depth").asInt() == 1);
  }

  @Test
  @Order(3)
  void anNsqdRegisteredAtOneNodeIsSeenAtAllUntilItDisconnects() throws Exception {
    try (LookupConnection nsqd = LookupConnection.open(BROKERS.get(1).lookupTcp())) {
      nsqd.identifyAs("10.1.1.1", 24150, 24151);
      nsqd.command("REGISTER real ch");
      seen("/lookup?topic=real", answer -> answer.path("producers").size() == 1);
      lookup(2).post("/topic/tombstone?topic=real&node=10.1.1.1:24151");
      seen("/lookup?topic=real", answer -> answer.path("producers").isEmpty());
      nsqd.command("REGISTER other");
      seen("/lookup?topic=other", answer -> answer.path("producers").size() == 1);
    }
    seen("/lookup?topic=other", answer -> answer.path("producers").isEmpty());
    seen("/nodes", answer -> answer.path("producers").size() == NODES);
  }

  /** First at lookup, then at each producer, as nsqadmin does. */
  @Test
  @Order(4)
  void whatIsDeletedAsNsqadminDoesItIsGoneFromAllNodesAndStaysAway() throws Exception {
    for (int i = 0; i < NODES; i++) {
      nsqd(i).post("/topic/create?topic=passing");
      nsqd(i).post("/channel/create?topic=passing&channel=ch");
    }
    seen("/lookup?topic=passing", answer -> answer.path("producers").size() == NODES);
    lookup(1).post("/topic/delete?topic=passing");
    for (int i = 0; i < NODES; i++) {
      assertThat(nsqd(i).post("/topic/delete?topic=passing").status()).isEqualTo(200);
    }
    seen("/topics", answer -> !answer.toString().contains("passing"));
    nsqd(0).post("/topic/create?topic=afterwards"); // behind all of it, and told by gossip, too
    seen("/lookup?topic=afterwards", answer -> answer.path("producers").size() == 1);
    JsonNode topics = sameEverywhere("/topics");
    assertThat(topics.toString()).doesNotContain("passing");
    nsqd(2).post("/pub?topic=passing", "anew");
    assertThat(nsqd(2).topicStats("passing").get("channels")).isEmpty();
  }

  @Test
  @Order(5)
  void aNodeThatDiesIsListedUntilTheClusterGivesItUpAndItsChannelsAreKnownStill() throws Exception {
    nsqd(2).post("/topic/create?topic=left");
    nsqd(2).post("/channel/create?topic=left&channel=ch");
    seen("/channels?topic=left", answer -> answer.get("channels").size() == 1);
    BROKERS.remove(2).close();
    Expectation isGone = answer -> answer.get("producers").isEmpty();
    seen("/lookup?topic=left&access=w", GIVEN_UP_WITHIN, isGone);
    seen("/nodes", GIVEN_UP_WITHIN, answer -> answer.get("producers").size() == NODES - 1);
    seen("/lookup?topic=left", isGone);
    nsqd(0).post("/pub?topic=left", "for its consumers, wherever they come back");
    assertThat(nsqd(0).channelStats("left", "ch").get("depth").asInt()).isEqualTo(1);
  }

  /** Something an answer fulfils. */
  private interface Expectation {
    boolean isMetBy(JsonNode answer);
  }

  private static JsonNode seen(String path, Expectation expected) throws Exception {
    return seen(path, SEEN_WITHIN, expected);
  }

  /** Waits until all nodes give the same answer and it is as expected; returns it. */
  private static JsonNode seen(String path, Duration within, Expectation expected)
      throws Exception {
    AtomicReference<JsonNode> answer = new AtomicReference<>();
    Await.until(
        () -> path + " is " + answers(path),
        within,
        () -> {
          answer.set(sameEverywhere(path));
          return !answer.get().isMissingNode() && expected.isMetBy(answer.get());
        });
    return answer.get();
  }

  /** What all nodes answer, or a missing node if they differ. */
  private static JsonNode sameEverywhere(String path) throws Exception {
    return new TreeSet<>(answers(path)).size() == 1
        ? lookup(0).get(path).json()
        : MissingNode.getInstance();
  }

  private static List<String> answers(String path) {
    return BROKERS.stream().map(broker -> text(broker, path)).toList();
  }

  private static String text(BrokerProcess broker, String path) {
    try {
      return new HttpProbe(broker.lookupHttp()).get(path).text();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> topicsOf(int node, JsonNode nodes) {
    List<String> topics = new ArrayList<>();
    for (JsonNode producer : nodes.path("producers")) {
      if (producer.get("tcp_port").asInt() == BROKERS.get(node).tcp().getPort()) {
        producer.get("topics").forEach(topic -> topics.add(topic.asText()));
      }
    }
    return topics;
  }

  private static HttpProbe nsqd(int node) {
    return new HttpProbe(BROKERS.get(node).http());
  }

  private static HttpProbe lookup(int node) {
    return new HttpProbe(BROKERS.get(node).lookupHttp());
  }
}
