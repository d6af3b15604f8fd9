package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two nodes whose logs are set from either of them, and what is said of one that hangs. */
@HeraldOnly("knows no other nsqd")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // the last test leaves a node behind
class LogLevelClusterTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TOPICS = "logger=io.herald.broker.topic";

  private static BrokerProcess one;
  private static BrokerProcess two;

  @BeforeAll
  static void start() throws Exception {
    one = BrokerProcess.start(options("one"));
    String seed = lookup(one).get("/cluster").json().path("self").asText();
    two = BrokerProcess.start(options("two").withHerald("--cluster-seed", seed));
    Set<String> both = Set.of("one", "two");
    Await.until(
        "each knows the other's name",
        LIMIT,
        () -> names(one).equals(both) && names(two).equals(both));
  }

  @AfterAll
  static void stop() throws IOException {
    one.close();
    two.close();
  }

  @Test
  @Order(1)
  void oneRequestSetsTheLevelOfAllNodes() throws Exception {
    HttpProbe.Answer set = nsqd(one).put("/config/log_level?cluster=true&" + TOPICS, "debug");

    assertThat(set.status()).isEqualTo(200);
    assertThat(levels(set.json())).isEqualTo("one=debug two=debug ");
    for (BrokerProcess node : new BrokerProcess[] {one, two}) {
      assertThat(nsqd(node).get("/config/log_level?" + TOPICS).text()).isEqualTo("1");
      assertThat(nsqd(node).get("/config/log_level").text()).isEqualTo("2");
    }
    assertThat(two.logged("audit: who=- what=\"log_level\""))
        .singleElement()
        .asString()
        .contains(" query=\"logger=io.herald.broker.topic\" value=\"debug\" from=127.0.0.1:");
    assertThat(one.logged("audit: who=- what=\"PUT /config/log_level\"")).hasSize(1);

    HttpProbe.Answer reset = lookup(two).put("/cluster/log_level?" + TOPICS, "reset");
    assertThat(levels(reset.json())).isEqualTo("one=info two=info ");
    assertThat(nsqd(one).get("/config/log_level?" + TOPICS).text()).isEqualTo("2");
  }

  @Test
  @Order(2)
  void aNodeThatHangsIsNamedAndTheOthersAreSet() throws Exception {
    two.pause();
    HttpProbe.Answer set = lookup(one).put("/cluster/log_level", "warn");

    assertThat(set.status()).isEqualTo(207);
    assertThat(levels(set.json())).isEqualTo("one=warn two= ");
    assertThat(set.json().path("nodes"))
        .filteredOn(node -> node.path("name").asText().equals("two"))
        .singleElement()
        .extracting(node -> node.path("problem").asText())
        .isIn("no answer within 5s", "cannot be reached");
    assertThat(nsqd(one).get("/config/log_level").text()).isEqualTo("3");
  }

  private static LaunchOptions options(String name) {
    return LaunchOptions.defaults()
        .withMaxHeapMebibytes(256)
        .withHerald("--node-name", name)
        .withHerald("--cluster-address", "127.0.0.1:0");
  }

  private static Set<String> names(BrokerProcess asked) throws Exception {
    Set<String> names = new TreeSet<>();
    for (JsonNode member : lookup(asked).get("/cluster").json().path("members")) {
      names.add(member.path("name").asText());
    }
    return names;
  }

  /** Each node with its level, by name. */
  private static String levels(JsonNode answer) {
    StringBuilder levels = new StringBuilder();
    for (String name : new String[] {"one", "two"}) {
      for (JsonNode node : answer.path("nodes")) {
        if (node.path("name").asText().equals(name)) {
          levels.append(name).append('=').append(node.path("log_level").asText()).append(' ');
        }
      }
    }
    return levels.toString();
  }

  private static HttpProbe nsqd(BrokerProcess node) {
    return new HttpProbe(node.http());
  }

  private static HttpProbe lookup(BrokerProcess node) {
    return new HttpProbe(node.lookupHttp());
  }
}
