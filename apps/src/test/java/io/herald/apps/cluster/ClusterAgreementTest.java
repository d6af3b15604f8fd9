package io.herald.apps.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.Invalid;
import akka.cluster.Valid;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What nodes must agree on, and what a node is told that does not. */
class ClusterAgreementTest {
  private static final String CASSANDRA = "--store=cassandra";

  private final List<String> told = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "cluster-name, blue, herald",
    "default-partitions, 8, 1",
    "cassandra-keyspace, other, herald",
    "lease-duration, 4s, 8s",
    "max-msg-size, 2097152, 1048576",
    "max-body-size, 1048576, 5242880"
  })
  void nodesWithOneCassandraMustAgree(String point, String own, String there) {
    Config node = node("one", CASSANDRA, "--" + point + "=" + own);
    assertThat(joins(node, node("one", CASSANDRA))).isFalse();
    assertThat(told)
        .containsExactly(
            "the cluster does not fit this node: "
                + point
                + " is "
                + own
                + " here and "
                + there
                + " there");
  }

  @ParameterizedTest
  @CsvSource({"lease-duration, 4s", "max-msg-size, 2097152", "durability, process"})
  void nodesWithStoresOfTheirOwnNeedNotAgree(String point, String own) {
    Config node = node("", "--" + point + "=" + own);
    assertThat(joins(node, node(""))).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void ofAnotherStoreOnlyThatIsTold() {
    assertThat(joins(node(""), node("one", CASSANDRA))).isFalse();
    assertThat(joins(node("one", CASSANDRA), node(""))).isFalse();
    assertThat(told)
        .containsExactly(
            "the cluster does not fit this node: store is embedded here and cassandra there",
            "the cluster does not fit this node: store is cassandra here and embedded there");
  }

  @Test
  void tablesOfOneNameInTwoCassandrasAreNotTheSame() {
    assertThat(joins(node("one", CASSANDRA), node("one", CASSANDRA))).isTrue();
    assertThat(joins(node("one", CASSANDRA), node("two", CASSANDRA))).isFalse();
    assertThat(told)
        .containsExactly(
            "the cluster does not fit this node: cassandra-schema-id is one here and two there");
  }

  /** Of the two it is the one that joins who says why, so the other lets it look. */
  @Test
  void theNodeThatIsInTheClusterLeavesTheRefusalToTheOneThatJoins() {
    Config own = node("");
    assertThat(new ClusterAgreement().check(node("one", CASSANDRA), own))
        .isEqualTo(Valid.getInstance());
    assertThat(new ClusterAgreement().check(ConfigFactory.empty(), own))
        .as("one that does not know what to compare")
        .isInstanceOf(Invalid.class);
  }

  private boolean joins(Config node, Config cluster) {
    ClusterAgreement.joining(node, told::add);
    try {
      return !(new ClusterAgreement().check(cluster, node) instanceof Invalid);
    } finally {
      ClusterAgreement.joined(node);
    }
  }

  private static Config node(String schemaId, String... flags) {
    Config own =
        ConfigFactory.parseMap(ClusterAgreement.config(Settings.ofFlags(flags)), "settings");
    return schemaId.isEmpty() ? own : own.withFallback(ClusterAgreement.ofCassandra(schemaId));
  }
}
