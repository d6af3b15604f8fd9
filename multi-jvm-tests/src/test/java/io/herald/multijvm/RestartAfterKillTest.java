package io.herald.multijvm;

import java.time.Duration;

/** A node that was killed, more than one cursor flush after the last FIN. */
@HeraldOnly("keeps messages in memory and loses them")
class RestartAfterKillTest extends RestartScenario {
  private static final Duration CURSOR_FLUSH = Duration.ofMillis(1500);

  @Override
  void end(BrokerProcess first) {
    Await.pass(CURSOR_FLUSH);
    first.kill9();
  }
}
