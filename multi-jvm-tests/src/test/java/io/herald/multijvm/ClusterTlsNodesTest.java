package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes with TLS between them: all that crosses, and what becomes of a stranger. */
@HeraldOnly("knows no other nsqd")
class ClusterTlsNodesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NODES = 3;
  private static final int MESSAGES = 50;

  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  private final TestCertificates ca = TestCertificates.create("cluster CA");
  private final List<BrokerProcess> nodes = new ArrayList<>();
  private final Path files;

  ClusterTlsNodesTest() throws IOException {
    files = WorkDirectory.create();
  }

  @AfterEach
  void stop() throws IOException {
    for (BrokerProcess node : nodes) {
      node.close();
    }
    WorkDirectory.delete(files);
  }

  @Test
  void nodesWithCertificatesAreOneClusterAndAStrangerIsKeptOut() throws Exception {
    LaunchOptions options = CASSANDRA.node().withMaxHeapMebibytes(256);
    for (int node = 0; node < NODES; node++) {
      nodes.add(BrokerProcess.start(joining(withCertificate(options, ca, "node" + node))));
    }
    expectMembers();
    passMessagesFromEachToTheNext();

    RefusedStart.expect(
        joining(options).withHerald("--cluster-join-timeout", "4s"),
        "not in the cluster within 4s: no answer from "
            + seed()
            + " (a seed must run, without --cluster-tls-path, and be written as in its own"
            + " --cluster-address)");
    assertThat(
            nodes.get(0).logged("cluster TLS: refused a peer, both sides must show a certificate"))
        .isNotEmpty();

    expectMembers();
    passMessagesFromEachToTheNext();
    for (BrokerProcess node : nodes) {
      assertThat(node.traced()).isEmpty();
    }
  }

  /** Only one of the three has the topic's partition, so most of them cross. */
  private void passMessagesFromEachToTheNext() throws Exception {
    for (int from = 0; from < NODES; from++) {
      try (NsqConnection producer = NsqConnection.open(nodes.get(from).tcp());
          NsqConnection consumer = NsqConnection.open(nodes.get((from + 1) % NODES).tcp())) {
        consumer.sub("crossing", "channel");
        consumer.rdy(MESSAGES);
        List<String> sent = new ArrayList<>();
        List<String> received = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
          sent.add("message " + i + " from node " + from);
          producer.pub("crossing", sent.get(i));
        }
        for (int i = 0; i < MESSAGES; i++) {
          Delivery delivery = consumer.delivery();
          received.add(delivery.text());
          consumer.fin(delivery.id());
        }
        assertThat(received).containsExactlyElementsOf(sent);
        Expect.open(consumer); // its FINs have been taken
      }
    }
  }

  private LaunchOptions joining(LaunchOptions options) throws Exception {
    return nodes.isEmpty() ? options : options.withHerald("--cluster-seed", seed());
  }

  private LaunchOptions withCertificate(LaunchOptions options, TestCertificates issuer, String name)
      throws IOException {
    Path directory = Files.createDirectories(files.resolve(name));
    issuer.writeCa(directory.resolve("ca.pem"));
    issuer.issue(name, KeyKind.EC_P256).writeTo(directory);
    return options.withHerald("--cluster-tls-path", directory.toString());
  }

  private void expectMembers() throws Exception {
    for (BrokerProcess node : nodes) {
      Await.until(node::logTail, LIMIT, () -> membersUp(node) == NODES);
      assertThat(cluster(node).get("members")).hasSize(NODES);
    }
  }

  private static int membersUp(BrokerProcess node) throws Exception {
    int up = 0;
    for (JsonNode member : cluster(node).get("members")) {
      boolean isUp = member.get("status").asText().equals("up");
      up += isUp && member.get("reachable").asBoolean() ? 1 : 0;
    }
    return up;
  }

  private String seed() throws Exception {
    return cluster(nodes.get(0)).get("self").asText();
  }

  private static JsonNode cluster(BrokerProcess node) throws Exception {
    return new HttpProbe(node.lookupHttp()).get("/cluster").json();
  }
}
