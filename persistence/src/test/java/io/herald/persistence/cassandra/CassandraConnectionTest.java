package io.herald.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses without a Cassandra behind them; the real one is in multi-jvm-tests. */
class CassandraConnectionTest {
  @Test
  void whatIsNoCassandraIsSaidToBeNone() throws Exception {
    try (AnsweringServer server = new AnsweringServer("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      String address = "127.0.0.1:" + server.address().getPort();
      expectRefusal("Cassandra at " + address + " does not answer: it does not speak CQL", address);
    }
  }

  /** The driver itself would try 127.0.0.1:9042, and whoever is there would get the messages. */
  @Test
  void hostsThatNobodyKnowsAreNotReplacedByThisOne() {
    expectRefusal(
        "Cassandra at one.invalid:9042, two.invalid:9042 does not answer: unknown host two.invalid",
        "one.invalid:9042",
        "two.invalid:9042");
  }

  @Test
  void thePasswordIsNeverShown() {
    assertThat(contact("127.0.0.1:9042").toString())
        .isEqualTo("Cassandra at 127.0.0.1:9042, keyspace herald");
  }

  private static void expectRefusal(String line, String... addresses) {
    assertThatThrownBy(() -> CassandraConnection.open(contact(addresses), Duration.ZERO))
        .isInstanceOf(CassandraException.class)
        .hasMessage(line);
  }

  private static CassandraContact contact(String... addresses) {
    return new CassandraContact(List.of(addresses), "datacenter1", "herald", "user", "secret");
  }
}
