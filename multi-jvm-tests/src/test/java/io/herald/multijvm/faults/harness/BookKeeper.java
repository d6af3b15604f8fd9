package io.herald.multijvm.faults.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.multijvm.faults.history.Books;
import io.herald.multijvm.faults.history.Books.Account;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code /stats} of all nodes. */
public final class BookKeeper {
  private final TestCluster cluster;
  private final int startsBefore;

  /** Begins now: a node that starts later makes the books incomplete. */
  public BookKeeper(TestCluster cluster) {
    this.cluster = cluster;
    this.startsBefore = cluster.starts();
  }

  /** What all nodes say about these topics. */
  public Books read(Set<String> topics) throws IOException, InterruptedException {
    List<Account> accounts = new ArrayList<>();
    for (ClusterNode node : cluster.running()) {
      String path = "/stats?format=json&include_clients=false&include_mem=false";
      for (JsonNode topic : node.http().get(path).json().path("topics")) {
        if (topics.contains(topic.path("topic_name").asText())) {
          addTopic(node, topic, accounts);
        }
      }
    }
    return new Books(accounts, cluster.starts() == startsBefore && !canMove());
  }

  /** What moves to another node counts from 0 there, as what starts again does. */
  private boolean canMove() {
    return cluster.shape().hasCassandra() && cluster.shape().nodeCount() > 1;
  }

  private static void addTopic(ClusterNode node, JsonNode topic, List<Account> accounts) {
    String name = topic.path("topic_name").asText();
    accounts.add(account(node, name, "", topic));
    for (JsonNode channel : topic.path("channels")) {
      accounts.add(account(node, name, channel.path("channel_name").asText(), channel));
    }
  }

  private static Account account(ClusterNode node, String topic, String channel, JsonNode stats) {
    return new Account(
        node.toString(),
        topic,
        channel,
        stats.path("depth").asLong(),
        stats.path("in_flight_count").asLong(),
        stats.path("deferred_count").asLong(),
        stats.path("message_count").asLong());
  }
}
