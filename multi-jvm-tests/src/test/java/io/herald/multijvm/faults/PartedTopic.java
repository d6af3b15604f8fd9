package io.herald.multijvm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.NsqConnection;
import io.herald.multijvm.Await;
import io.herald.multijvm.HttpProbe;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.TestCluster;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A topic of two partitions, one on each of two nodes, with its channels; and what any node answers
 * to questions about it.
 */
record PartedTopic(TestCluster cluster, String name) {
  static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int LIMIT_MAX = 1000;

  /** Creates it, and waits until its partitions are where they belong. */
  static PartedTopic create(TestCluster cluster, String name, String... channels) throws Exception {
    PartedTopic topic = new PartedTopic(cluster, name);
    ClusterNode node = cluster.nodes().get(0);
    post(node, "/topic/create?topic=" + name + "&partition_num=2");
    for (String channel : channels) {
      post(node, "/channel/create?topic=" + name + "&channel=" + channel);
    }
    Await.until(
        () -> "its partitions are on both nodes: " + topic.producers(),
        LIMIT,
        () -> topic.producers().size() == 2);
    return topic;
  }

  private List<Integer> producers() {
    try {
      List<Integer> ports = new ArrayList<>();
      cluster
          .nodes()
          .get(0)
          .lookup()
          .get("/lookup?topic=" + name)
          .json()
          .path("producers")
          .forEach(producer -> ports.add(producer.path("tcp_port").asInt()));
      return ports;
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  /** A key whose messages go to this partition. */
  static String key(int partition) {
    return partition == 0 ? "b" : "a"; // 98 and 97
  }

  /** What PUB takes for the topic if the message is to go to this partition. */
  String in(int partition) {
    return name + " key=" + key(partition);
  }

  /**
   * Which partition a node has: told by a message in each partition, which it counts if it is its
   * own.
   */
  int partitionOf(ClusterNode node) throws Exception {
    try (NsqConnection publisher = NsqConnection.open(node.tcp())) {
      for (int partition = 0; partition < 2; partition++) {
        long before = stored(node);
        publisher.pub(in(partition), "probe");
        if (stored(node) > before) {
          return partition;
        }
      }
    }
    throw new AssertionError(node + " has no partition of " + name);
  }

  /** How many messages have come to a node's own partition. */
  long stored(ClusterNode node) throws Exception {
    return node.http().topicStats(name).path("message_count").asLong();
  }

  /** Has something done that must succeed, and returns the answer. */
  static JsonNode post(ClusterNode node, String path) throws Exception {
    return answer(node.http().post(path));
  }

  JsonNode trace(ClusterNode node, String id) throws Exception {
    return get(node, "/message/trace?topic=" + name + "&id=" + id);
  }

  /** The messages that a search finds in all history. */
  List<JsonNode> search(ClusterNode node, String filter) throws Exception {
    JsonNode found = get(node, "/message/search?topic=" + name + "&" + filter);
    assertThat(found.path("complete").asBoolean()).as(filter).isTrue();
    assertThat(found.path("looked_at")).as("partitions that were looked at").hasSize(2);
    return list(found.path("messages"));
  }

  /** The messages of a channel that are in this state. */
  List<JsonNode> peek(ClusterNode node, String channel, String state) throws Exception {
    String path = "/channel/peek?topic=%s&channel=%s&state=%s&limit=%d";
    JsonNode peeked = get(node, path.formatted(name, channel, state, LIMIT_MAX));
    assertThat(peeked.path("truncated").asBoolean()).isFalse();
    return list(peeked.path("messages"));
  }

  /** True if both partitions can be asked. */
  boolean isWhole(ClusterNode node) throws Exception {
    return books(node).size() == 2;
  }

  /**
   * How many messages a channel has not done with, in all partitions, whose books balance; -1 while
   * that cannot be told, because a partition is on its way.
   */
  long left(ClusterNode node, String channel) throws Exception {
    List<JsonNode> books = books(node);
    long left = books.isEmpty() ? -1 : 0;
    for (JsonNode partition : books) {
      for (JsonNode each : partition.path("channels")) {
        if (each.path("channel").asText().equals(channel)) {
          for (String state : List.of("ready", "in_flight", "deferred", "burying", "held")) {
            left += each.path(state).asLong();
          }
        }
      }
    }
    return left;
  }

  /** The books of all partitions; empty while one is on its way. */
  private List<JsonNode> books(ClusterNode node) throws Exception {
    Optional<JsonNode> books = ask(node, "/verify?topic=" + name);
    books.ifPresent(each -> assertThat(each.path("balanced").asBoolean()).as("%s", each).isTrue());
    return books.map(each -> list(each.at("/topics/0/partitions"))).orElse(List.of());
  }

  /** The answer to a question, as soon as all partitions can be asked. */
  private static JsonNode get(ClusterNode node, String path) throws Exception {
    List<JsonNode> answers = new ArrayList<>();
    Await.until(
        "an answer of " + node + " to " + path,
        LIMIT,
        () -> {
          ask(node, path).ifPresent(answers::add);
          return !answers.isEmpty();
        });
    return answers.get(0);
  }

  /** Empty while a partition is on its way: 503, or no answer in time. */
  private static Optional<JsonNode> ask(ClusterNode node, String path) throws Exception {
    HttpProbe.Answer answer;
    try {
      answer = node.http().get(path);
    } catch (HttpTimeoutException isMoving) {
      return Optional.empty();
    }
    return answer.status() == 503 ? Optional.empty() : Optional.of(answer(answer));
  }

  private static JsonNode answer(HttpProbe.Answer answer) throws IOException {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all;
  }
}
