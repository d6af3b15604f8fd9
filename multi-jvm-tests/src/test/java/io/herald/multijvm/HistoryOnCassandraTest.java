package io.herald.multijvm;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Replay, delay, dead letters and expiry over Cassandra. */
@HeraldOnly("has no such store")
class HistoryOnCassandraTest extends HistoryScenario {
  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  @Override
  LaunchOptions store() throws Exception {
    return CASSANDRA.node();
  }
}
