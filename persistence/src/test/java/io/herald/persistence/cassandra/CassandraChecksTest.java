package io.herald.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of a keyspace's replication; the checks of a real server are in multi-jvm-tests. */
class CassandraChecksTest {
  private static final String CLASS = "org.apache.cassandra.locator.NetworkTopologyStrategy";

  @Test
  void oneReplicaIsWarnedOf() {
    String risk = "replication factor 1: the loss of one Cassandra node loses messages";
    assertThat(CassandraChecks.replicationWarning(Map.of("class", CLASS, "datacenter1", "1")))
        .contains(risk);
    assertThat(
            CassandraChecks.replicationWarning(
                Map.of("class", "SimpleStrategy", "replication_factor", "1")))
        .contains(risk);
  }

  @Test
  void anEvenNumberIsNoBetterThanOneLess() {
    assertThat(CassandraChecks.replicationWarning(Map.of("class", CLASS, "datacenter1", "2")))
        .contains(
            "replication factor 2: QUORUM needs 2 of them, so no more may fail (0) than with 1");
    assertThat(CassandraChecks.replicationWarning(Map.of("class", CLASS, "east", "2", "west", "2")))
        .contains(
            "replication factor 4: QUORUM needs 3 of them, so no more may fail (1) than with 3");
  }

  @Test
  void threeAreAsTheyShouldBe() {
    assertThat(CassandraChecks.replicationWarning(Map.of("class", CLASS, "datacenter1", "3")))
        .isEmpty();
    assertThat(CassandraChecks.replicationWarning(Map.of("class", CLASS, "datacenter1", "3/1")))
        .as("one of them transient")
        .isEmpty();
  }
}
