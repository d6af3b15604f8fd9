package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import io.herald.apps.cassandra.CommitLogSync;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Cassandra that a node cannot or should not use: one clear line, and the node ends. */
@HeraldOnly("has no such store")
class CassandraStartTest {
  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  @Test
  void withoutSchemaTheNodeSaysHowToMakeIt() {
    expectRefusal(
        SharedCassandra.onKeyspace(CASSANDRA.process(), "nobodys"),
        "Cassandra has no keyspace nobodys; run: herald schema apply --cassandra "
            + CASSANDRA.process().address());
  }

  @Test
  void aNewerSchemaIsNotTouched() throws Exception {
    String keyspace = SharedCassandra.newKeyspace();
    SharedCassandra.applySchema(CASSANDRA.process(), keyspace);
    try (CqlSession session = CASSANDRA.process().session()) {
      session.execute("UPDATE " + keyspace + ".schema_version SET version = 2 WHERE part='herald'");
    }
    expectRefusal(
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
    expectRefusal(options, "Cassandra at 127.0.0.1:1 does not answer: Connection refused")
        .contains("waiting for Cassandra at 127.0.0.1:1: Connection refused");
  }

  @Test
  void oneThatAcknowledgesBeforeFsyncIsWarnedOfOrRefused() throws Exception {
    try (CassandraProcess periodic = CassandraProcess.start(CommitLogSync.PERIODIC)) {
      LaunchOptions options = SharedCassandra.node(periodic);
      String risk = "commitlog_sync is periodic: Cassandra acknowledges before fsync";
      try (BrokerProcess node = BrokerProcess.start(options)) {
        assertThat(node.logged("warning")).anyMatch(line -> line.contains(risk));
      }
      expectRefusal(options.with("--require-durable-cassandra=true"), risk);
    }
  }

  private static AbstractStringAssert<?> expectRefusal(LaunchOptions options, String line) {
    return assertThatThrownBy(() -> BrokerProcess.start(options))
        .hasMessageContaining("ended with 1")
        .hasMessageContaining("herald: cannot start: " + line)
        .message()
        .doesNotContain("\tat ");
  }
}
