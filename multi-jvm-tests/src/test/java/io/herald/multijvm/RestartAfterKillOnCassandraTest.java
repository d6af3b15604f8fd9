package io.herald.multijvm;

import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that keeps everything in Cassandra and was killed. */
@HeraldOnly("has no such store")
class RestartAfterKillOnCassandraTest extends RestartScenario {
  private static final Duration CURSOR_FLUSH = Duration.ofMillis(1500);

  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  @Override
  LaunchOptions options() throws Exception {
    return CASSANDRA.node();
  }

  @Override
  void end(BrokerProcess first) {
    Await.pass(CURSOR_FLUSH);
    first.kill9();
  }
}
