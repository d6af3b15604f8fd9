package io.herald.multijvm;

import com.datastax.oss.driver.api.core.CqlSession;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Retention per topic over Cassandra: rows go. */
@HeraldOnly("has no such store")
class RetentionOnCassandraTest extends RetentionScenario {
  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  private String keyspace;

  @Override
  LaunchOptions store() throws Exception {
    LaunchOptions node = CASSANDRA.node();
    keyspace = node.heraldFlags().get(node.heraldFlags().indexOf("--cassandra-keyspace") + 1);
    return node;
  }

  /** How many rows segments have, messages and all. */
  @Override
  long size(Path dataPath) {
    try (CqlSession session = CASSANDRA.process().session()) {
      return session.execute("SELECT persistence_id FROM " + keyspace + ".messages").all().stream()
          .filter(row -> row.getString("persistence_id").startsWith("segment"))
          .count();
    }
  }
}
