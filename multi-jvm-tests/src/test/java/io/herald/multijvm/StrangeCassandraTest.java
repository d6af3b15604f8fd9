package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.NsqConnection;
import io.herald.persistence.cassandra.CassandraConnection;
import io.herald.persistence.cassandra.CassandraContact;
import io.herald.persistence.cassandra.CassandraException;
import io.herald.persistence.cassandra.CassandraSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A Cassandra that is not run as {@code herald cassandra} runs it: it asks for a password, it
 * acknowledges before its fsync, and it is not the one that the other nodes use.
 */
@HeraldOnly("has no such store")
class StrangeCassandraTest {
  /** Quotes, a backslash and what HOCON would replace. */
  private static final String PASSWORD = "it's \"${no}\" p\\ssword";

  private static final String KEYSPACE = SharedCassandra.COMMON;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final SharedCassandra OTHER = new SharedCassandra();

  private static CassandraProcess cassandra;
  private static Path files;

  @BeforeAll
  static void start() throws Exception {
    cassandra = CassandraProcess.startPeriodicWithUsers();
    files = WorkDirectory.create();
    try (CassandraConnection connection = openAsFirstUser()) {
      new CassandraSchema(connection).apply(1);
    }
    createUser();
  }

  @AfterAll
  static void stop() throws IOException {
    cassandra.close();
    WorkDirectory.delete(files);
  }

  @Test
  void theRightPasswordIsTakenFromAFileAndNeverShown() throws Exception {
    LaunchOptions options = node().withHerald("--config", config("herald", PASSWORD).toString());
    try (BrokerProcess node = BrokerProcess.start(options);
        NsqConnection client = NsqConnection.open(node.tcp())) {
      client.sub("topic", "channel");
      client.rdy(1);
      client.pub("topic", "kept by one who may");
      assertThat(client.delivery().text()).isEqualTo("kept by one who may");
      assertThat(node.logged("ssword")).isEmpty();
      assertThat(node.logged("warning"))
          .anyMatch(line -> line.contains("commitlog_sync is periodic: Cassandra acknowledges"))
          .anyMatch(line -> line.contains("replication factor 1: the loss of one Cassandra node"));
    }
  }

  @Test
  void aVariableHasThePasswordToo() throws Exception {
    LaunchOptions options =
        node()
            .withWrapper(List.of("env", "HERALD_CASSANDRA_PASSWORD=" + PASSWORD))
            .withHerald("--cassandra-username", "herald")
            .with("--require-durable-cassandra=true");
    RefusedStart.expect(
            options,
            "commitlog_sync is periodic: Cassandra acknowledges before fsync, so a power cut of its"
                + " nodes loses acknowledged messages; set it to batch or group"
                + " (--require-durable-cassandra)")
        .doesNotContain("ssword");
  }

  @Test
  void whoeverIsRefusedSaysSoAtOnce() throws Exception {
    String where = cassandra.address();
    String refusal = "Cassandra at " + where + " refuses the user: ";
    String wrong =
        refusal
            + "Authentication error on node /"
            + where
            + ": server replied with 'Provided username herald and/or password are incorrect'"
            + " to AuthResponse request";
    RefusedStart.expect(node().withHerald("--config", config("herald", "wrong").toString()), wrong)
        .doesNotContain("waiting for Cassandra");
    RefusedStart.expect(
        node(),
        refusal
            + "Authentication error on node /"
            + where
            + ": Node /"
            + where
            + " requires authentication");
    assertThat(
            HeraldTool.result(
                "schema",
                "apply",
                "--cassandra",
                where,
                "--cassandra-username=herald",
                "--cassandra-password=wrong"))
        .isEqualTo(new HeraldTool.Result(1, "herald: " + wrong + "\n"));
  }

  /** Everywhere 127.0.0.1:9042 is the default, and everywhere it is another one. */
  @Test
  void nodesWithACassandraEachAreNoCluster() throws Exception {
    try (BrokerProcess seed = BrokerProcess.start(OTHER.common())) {
      JsonNode cluster = new HttpProbe(seed.lookupHttp()).get("/cluster").json();
      LaunchOptions joining =
          node()
              .withHerald("--config", config("herald", PASSWORD).toString())
              .withHerald("--cluster-seed", cluster.get("self").asText());
      RefusedStart.expect(joining, "the cluster does not fit this node: cassandra-schema-id is ");
      assertThat(seed.logged("refused a node that wants to join: cassandra-schema-id is "))
          .hasSize(1);
    }
  }

  private static LaunchOptions node() {
    return SharedCassandra.onKeyspace(cassandra, KEYSPACE);
  }

  private static Path config(String user, String password) throws IOException {
    String quoted = password.replace("\\", "\\\\").replace("\"", "\\\"");
    return Files.writeString(
        Files.createTempFile(files, "herald", ".conf"),
        "herald { cassandra-username = " + user + ", cassandra-password = \"" + quoted + "\" }\n");
  }

  /** The server makes its first user soon after it answers. */
  private static CassandraConnection openAsFirstUser() throws Exception {
    CassandraContact contact =
        new CassandraContact(
            List.of(cassandra.address()), "datacenter1", KEYSPACE, "cassandra", "cassandra");
    CassandraConnection[] opened = new CassandraConnection[1];
    Await.until(
        "the first user is there",
        PATIENCE,
        () -> {
          try {
            opened[0] = CassandraConnection.open(contact, PATIENCE);
            return true;
          } catch (CassandraException notYet) {
            return false;
          }
        });
    return opened[0];
  }

  private static void createUser() {
    try (CqlSession session = cassandra.session("cassandra", "cassandra")) {
      session.execute(
          "CREATE ROLE herald WITH LOGIN = true AND PASSWORD = '"
              + PASSWORD.replace("'", "''")
              + "'");
    }
  }
}
