package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.apps.cassandra.CassandraOptions;
import io.herald.persistence.cassandra.CqlProbe;
import org.junit.jupiter.api.Test;

/** The harness itself: what is done to a Cassandra really happens to it. */
class CassandraProcessTest {
  @Test
  void itCanBeHeldStillKilledAndStartedAgain() throws Exception {
    try (CassandraProcess cassandra = CassandraProcess.start()) {
      assertThat(answers(cassandra)).isTrue();
      cassandra.hold();
      assertThat(answers(cassandra)).as("held still").isFalse();
      cassandra.goOn();
      assertThat(answers(cassandra)).as("goes on").isTrue();
      cassandra.kill9();
      assertThat(answers(cassandra)).as("killed").isFalse();
      cassandra.restart();
      assertThat(answers(cassandra)).as("started again").isTrue();
    }
  }

  private static boolean answers(CassandraProcess cassandra) {
    return CqlProbe.answers(CassandraOptions.HOST, cassandra.port());
  }
}
