package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Cassandra that a node cannot or should not use: one clear line, and the node ends. */
@HeraldOnly("has no such store")
class CassandraStartTest {
  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  /** With a schema whose version each test sets: making the tables takes longest. */
  private static String keyspace;

  @BeforeAll
  static void applySchema() throws Exception {
    keyspace = SharedCassandra.newKeyspace();
    SharedCassandra.applySchema(CASSANDRA.process(), keyspace);
  }

  @Test
  void withoutSchemaTheNodeSaysHowToMakeIt() {
    RefusedStart.expect(
        SharedCassandra.onKeyspace(CASSANDRA.process(), "nobodys"),
        "Cassandra has no keyspace nobodys; run: herald schema apply --cassandra "
            + CASSANDRA.process().address());
  }

  @Test
  void aNewerSchemaIsNotTouched() throws Exception {
    setVersion(2);
    RefusedStart.expect(
        SharedCassandra.onKeyspace(CASSANDRA.process(), keyspace),
        "the schema in keyspace "
            + keyspace
            + " has version 2, this Herald knows only 1: use a newer Herald");
    assertThatThrownBy(() -> SharedCassandra.applySchema(CASSANDRA.process(), keyspace))
        .hasMessageContaining("use a newer Herald");
  }

  @Test
  void anUnreachableCassandraIsWaitedForAndThenNamed() {
    LaunchOptions options =
        LaunchOptions.defaults()
            .withHerald("--store", "cassandra")
            .withHerald("--cassandra", "127.0.0.1:1")
            .withHerald("--cluster-join-timeout", "6s");
    RefusedStart.expect(options, "Cassandra at 127.0.0.1:1 does not answer: Connection refused")
        .contains("waiting for Cassandra at 127.0.0.1:1: Connection refused");
  }

  @Test
  void aHostThatNobodyKnowsIsNamed() {
    LaunchOptions options =
        LaunchOptions.defaults()
            .withHerald("--store", "cassandra")
            .withHerald("--cassandra", "nobody.invalid:9042")
            .withHerald("--cluster-join-timeout", "1s");
    RefusedStart.expect(
        options, "Cassandra at nobody.invalid:9042 does not answer: unknown host nobody.invalid");
  }

  @Test
  void aDataCentreThatIsNotThereIsNamed() throws Exception {
    RefusedStart.expect(
        SharedCassandra.onKeyspace(CASSANDRA.process(), keyspace)
            .withHerald("--cassandra-datacenter", "nowhere"),
        "Cassandra at "
            + CASSANDRA.process().address()
            + " has no data centre nowhere (--cassandra-datacenter), it has datacenter1");
  }

  @Test
  void aKeyspaceWithoutSchemaOrWithAnOldOneIsNamedWithWhatToDo() throws Exception {
    String apply = "; run: herald schema apply --cassandra " + CASSANDRA.process().address();
    String empty = SharedCassandra.newKeyspace();
    createKeyspace(empty, 1);
    RefusedStart.expect(
        SharedCassandra.onKeyspace(CASSANDRA.process(), empty),
        "keyspace " + empty + " has no schema" + apply);

    setVersion(0);
    RefusedStart.expect(
        SharedCassandra.onKeyspace(CASSANDRA.process(), keyspace),
        "the schema in keyspace " + keyspace + " has version 0, this Herald needs 1" + apply);
  }

  /** QUORUM of three is two, so nothing could ever be written there. */
  @Test
  void moreReplicasThanNodesAreRefused() throws Exception {
    String triple = SharedCassandra.newKeyspace();
    HeraldTool.Result applied = applySchema(triple, "--replication-factor=3");
    assertThat(applied)
        .isEqualTo(
            new HeraldTool.Result(
                1,
                "herald: replication factor 3 needs 3 Cassandra nodes in datacenter1, there is 1\n"));

    createKeyspace(triple, 3);
    String tooFew = "Not enough replicas available for query at consistency QUORUM (2 required but";
    assertThat(applySchema(triple))
        .matches(result -> result.exitCode() == 1)
        .extracting(HeraldTool.Result::output)
        .asString()
        .startsWith("herald: the schema cannot be applied: " + tooFew)
        .hasLineCount(1);
    RefusedStart.expect(
        SharedCassandra.onKeyspace(CASSANDRA.process(), triple),
        "Cassandra cannot be checked: " + tooFew);
  }

  private static HeraldTool.Result applySchema(String keyspace, String... flags) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("schema", "apply"));
    arguments.addAll(List.of("--cassandra", CASSANDRA.process().address()));
    arguments.addAll(List.of("--cassandra-keyspace", keyspace));
    arguments.addAll(List.of(flags));
    return HeraldTool.result(arguments.toArray(String[]::new));
  }

  private static void createKeyspace(String keyspace, int replicationFactor) {
    try (CqlSession session = CASSANDRA.process().session()) {
      session.execute(
          "CREATE KEYSPACE "
              + keyspace
              + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': "
              + replicationFactor
              + "}");
    }
  }

  private static void setVersion(int version) {
    try (CqlSession session = CASSANDRA.process().session()) {
      session.execute(
          "UPDATE "
              + keyspace
              + ".schema_version SET version = "
              + version
              + " WHERE part = 'herald'");
    }
  }
}
