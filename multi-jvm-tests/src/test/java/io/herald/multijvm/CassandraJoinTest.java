package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.NsqConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that must not join one that keeps everything in Cassandra; the rules have their test. */
@HeraldOnly("has no such store")
class CassandraJoinTest {
  private static final String MISFIT = "the cluster does not fit this node: ";

  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  private static String keyspace;
  private static BrokerProcess seed;

  @BeforeAll
  static void startSeed() throws Exception {
    keyspace = SharedCassandra.newKeyspace();
    SharedCassandra.applySchema(CASSANDRA.process(), keyspace);
    seed = BrokerProcess.start(SharedCassandra.onKeyspace(CASSANDRA.process(), keyspace));
  }

  @AfterAll
  static void stopSeed() throws Exception {
    seed.close();
  }

  @Test
  void aNodeWithAStoreOfItsOwnIsRefused() throws Exception {
    RefusedStart.expect(
        joining(LaunchOptions.defaults()), MISFIT + "store is embedded here and cassandra there");
    expectUndisturbed();
  }

  @Test
  void aNodeWithAnotherKeyspaceIsRefused() throws Exception {
    RefusedStart.expect(
        joining(CASSANDRA.common()),
        MISFIT + "cassandra-keyspace is common here and " + keyspace + " there");
    expectUndisturbed();
  }

  private static LaunchOptions joining(LaunchOptions options) throws Exception {
    return options.withHerald("--cluster-seed", cluster().get("self").asText());
  }

  private static void expectUndisturbed() throws Exception {
    assertThat(cluster().get("members")).hasSize(1);
    assertThat(seed.loggedFailures()).isEmpty();
    try (NsqConnection client = NsqConnection.open(seed.tcp())) {
      client.pub("topic", "goes on");
    }
  }

  private static JsonNode cluster() throws Exception {
    return new HttpProbe(seed.lookupHttp()).get("/cluster").json();
  }
}
