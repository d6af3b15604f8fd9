package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes that come and go: what each of them says of the others, and of itself. */
@HeraldOnly("knows no other nsqd")
class ClusterMembersTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final List<String> addresses = new ArrayList<>();
  private final List<Path> dataPaths = new ArrayList<>();
  private final Map<Integer, BrokerProcess> nodes = new TreeMap<>();

  @BeforeEach
  void chooseAddresses() throws IOException {
    for (int node = 0; node < 3; node++) {
      addresses.add(freeAddress());
      dataPaths.add(WorkDirectory.create());
    }
  }

  @AfterEach
  void clear() throws IOException {
    for (BrokerProcess node : nodes.values()) {
      node.close();
    }
    for (Path dataPath : dataPaths) {
      WorkDirectory.delete(dataPath);
    }
  }

  @Test
  void nodesJoinLeaveAndRejoinInAnyOrder() throws Exception {
    startAllSeedLast();
    expectMembers(0, 1, 2);

    List<String> unreachable = new ArrayList<>();
    nodes.get(2).signalTerminate();
    Await.until("node 2 is gone", LIMIT, () -> isGone(2, unreachable));
    assertThat(nodes.remove(2).awaitEnd(STOP_LIMIT)).isZero();
    assertThat(unreachable).as("leaving is not failing").isEmpty();
    expectMembers(0, 1);

    start(2, 0);
    expectMembers(0, 1, 2);

    nodes.remove(2).kill9();
    Await.until("node 2 is missed", LIMIT, () -> !member(0, 2).path("reachable").asBoolean(true));
    expectMembers(0, 1);

    start(2, 0);
    expectMembers(0, 1, 2);
  }

  /** The node that the others have as their seed was itself started without one. */
  @Test
  void theFirstNodeFindsTheOthersAgainAndDrainsAsItIsTold() throws Exception {
    start(0);
    start(1, 0);
    expectMembers(0, 1);
    nodes.get(0).signalTerminate();
    assertThat(nodes.remove(0).awaitEnd(STOP_LIMIT)).isZero();
    expectMembers(1);
    start(0);
    expectMembers(0, 1);

    HttpProbe leaving = new HttpProbe(nodes.get(0).lookupHttp());
    assertThat(leaving.get("/ready").status()).isEqualTo(200);
    try (NsqConnection consumer = NsqConnection.open(nodes.get(0).tcp())) {
      consumer.sub("topic", "channel");
      consumer.pub("topic", "held while the node drains");
      consumer.rdy(1);
      Delivery held = consumer.delivery();
      assertThat(leaving.post("/cluster/drain").status()).isEqualTo(200);
      Expect.response(consumer, "CLOSE_WAIT");
      HttpProbe.Answer ready = leaving.get("/ready");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.json().at("/problems/drain").asText()).isEqualTo("is stopping");
      assertThat(leaving.get("/alive").status()).isEqualTo(200);
      consumer.fin(held.id());
      Expect.closed(consumer);
    }
    assertThat(nodes.remove(0).awaitEnd(STOP_LIMIT)).isZero();
    expectMembers(1);
  }

  private void startAllSeedLast() throws Exception {
    List<CompletableFuture<Void>> starts = new ArrayList<>();
    for (int node = 2; node > 0; node--) {
      int number = node;
      starts.add(CompletableFuture.runAsync(() -> startUnchecked(number, 0)));
    }
    start(0);
    starts.forEach(CompletableFuture::join);
  }

  private void startUnchecked(int node, int seed) {
    try {
      start(node, seed);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void start(int node, int... seeds) throws Exception {
    LaunchOptions options =
        LaunchOptions.defaults()
            .withDataPath(dataPaths.get(node))
            .withMaxHeapMebibytes(256)
            .withHerald("--node-name", "node" + node)
            .withHerald("--cluster-address", addresses.get(node))
            .withHerald("--cluster-stable-after", "3s");
    for (int seed : seeds) {
      options = options.withHerald("--cluster-seed", addresses.get(seed));
    }
    BrokerProcess started = BrokerProcess.start(options);
    synchronized (nodes) {
      nodes.put(node, started);
    }
  }

  /** All running nodes say of exactly these that they are up, reachable, and where they are. */
  private void expectMembers(Integer... expected) throws Exception {
    for (int asked : nodes.keySet()) {
      Await.until(
          () -> List.of(expected) + " as seen by node " + asked + ": " + nodes.get(asked).logTail(),
          LIMIT,
          () -> areMembers(asked, List.of(expected)));
    }
  }

  private boolean areMembers(int asked, List<Integer> expected) throws Exception {
    JsonNode cluster = cluster(asked);
    boolean all = cluster.path("members").size() == expected.size();
    for (int node : expected) {
      JsonNode member = member(cluster, node);
      all &=
          member.path("status").asText().equals("up")
              && member.path("reachable").asBoolean()
              && member.path("name").asText().equals("node" + node)
              && member
                  .path("lookup_http_address")
                  .asText()
                  .endsWith(":" + nodes.get(node).lookupHttp().getPort());
    }
    return all;
  }

  private boolean isGone(int node, List<String> unreachable) throws Exception {
    boolean gone = true;
    for (int asked : new int[] {0, 1}) {
      JsonNode member = member(asked, node);
      gone &= member.isMissingNode();
      if (!member.path("reachable").asBoolean(true)) {
        unreachable.add(member.toString());
      }
    }
    return gone;
  }

  private JsonNode member(int asked, int node) throws Exception {
    return member(cluster(asked), node);
  }

  private JsonNode member(JsonNode cluster, int node) {
    for (JsonNode member : cluster.path("members")) {
      if (member.path("address").asText().equals(addresses.get(node))) {
        return member;
      }
    }
    return cluster.path("no such member");
  }

  private JsonNode cluster(int asked) throws Exception {
    return new HttpProbe(nodes.get(asked).lookupHttp()).get("/cluster").json();
  }

  private static String freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }
}
