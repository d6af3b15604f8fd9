package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** nsqlookupd's HTTP endpoints (nsq-facts 4). */
class LookupHttpTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @Test
  void pingAndInfoAnswer() throws Exception {
    HttpProbe lookup = BROKER.lookup();
    assertThat(lookup.get("/ping").text()).isEqualTo("OK");
    assertThat(lookup.get("/ping").header("X-NSQ-Content-Type")).isEmpty();
    assertThat(keys(lookup.get("/info").json())).containsExactly("version");
    assertThat(lookup.get("/info").header("X-NSQ-Content-Type")).contains("nsq; version=1.0");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404, NOT_FOUND",
    "POST, /lookup?topic=x, 405, METHOD_NOT_ALLOWED",
    "GET, /topic/create?topic=x, 405, METHOD_NOT_ALLOWED",
    "GET, /lookup, 400, MISSING_ARG_TOPIC",
    "GET, /lookup?topic=unknown, 404, TOPIC_NOT_FOUND",
    "GET, /lookup?topic=a%20b, 404, TOPIC_NOT_FOUND",
    "GET, /channels, 400, MISSING_ARG_TOPIC",
    "POST, /topic/create, 400, MISSING_ARG_TOPIC",
    "POST, /topic/create?topic=a%20b, 400, INVALID_ARG_TOPIC",
    "POST, /topic/delete, 400, MISSING_ARG_TOPIC",
    "POST, /topic/tombstone, 400, MISSING_ARG_TOPIC",
    "POST, /topic/tombstone?topic=x, 400, MISSING_ARG_NODE",
    "POST, /channel/create, 400, MISSING_ARG_TOPIC",
    "POST, /channel/create?topic=a%20b, 400, INVALID_ARG_TOPIC",
    "POST, /channel/create?topic=x, 400, MISSING_ARG_CHANNEL",
    "POST, /channel/create?topic=x&channel=a%20b, 400, INVALID_ARG_CHANNEL",
    "POST, /channel/delete?topic=x, 400, MISSING_ARG_CHANNEL",
    "POST, /channel/delete?topic=x&channel=unknown, 404, CHANNEL_NOT_FOUND"
  })
  void aWrongRequestIsRefused(String method, String path, int status, String message)
      throws Exception {
    HttpProbe.Answer answer = BROKER.lookup().request(method, path, new byte[0]);
    assertThat(answer.text()).isEqualTo("{\"message\":\"" + message + "\"}");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("X-NSQ-Content-Type")).contains("nsq; version=1.0");
  }

  @Test
  void theNodeIsFoundByWhatItsTopicsHold() throws Exception {
    String topic = BROKER.topic();
    HttpProbe lookup = BROKER.lookup();
    BROKER.http().post("/topic/create?topic=" + topic);
    BROKER.http().post("/channel/create?topic=" + topic + "&channel=channel");
    awaitListed(topic, "channel");

    JsonNode found = lookup.get("/lookup?topic=" + topic).json();
    assertThat(keys(found)).containsExactlyInAnyOrder("channels", "producers");
    assertThat(found.get("producers")).hasSize(1);
    JsonNode producer = found.at("/producers/0");
    assertThat(keys(producer))
        .containsExactlyInAnyOrder(
            "remote_address",
            "hostname",
            "broadcast_address",
            "tcp_port",
            "http_port",
            "version",
            "topology_zone",
            "topology_region");
    assertThat(producer.get("broadcast_address").asText()).isEqualTo("127.0.0.1");
    assertThat(producer.get("tcp_port").asInt()).isEqualTo(BROKER.process().tcp().getPort());
    assertThat(producer.get("http_port").asInt()).isEqualTo(BROKER.process().http().getPort());
    assertThat(lookup.get("/topics").json().get("topics"))
        .anyMatch(name -> name.asText().equals(topic));

    JsonNode node = thisNode();
    assertThat(node.get("topics")).anyMatch(name -> name.asText().equals(topic));
    assertThat(node.get("tombstones")).hasSameSizeAs(node.get("topics"));
    assertThat(node.get("remote_address").isTextual()).isTrue();
  }

  @Test
  void topicsAndChannelsMayBeCreatedAndDeletedByHand() throws Exception {
    String topic = BROKER.topic();
    HttpProbe lookup = BROKER.lookup();
    succeeds(lookup.post("/channel/create?topic=" + topic + "&channel=channel"));
    JsonNode found = lookup.get("/lookup?topic=" + topic).json();
    assertThat(found.at("/channels/0").asText()).isEqualTo("channel");
    assertThat(found.get("producers")).isEmpty();
    assertThat(lookup.get("/channels?topic=" + topic).text())
        .isEqualTo("{\"channels\":[\"channel\"]}");
    succeeds(lookup.post("/channel/delete?topic=" + topic + "&channel=channel"));
    assertThat(lookup.get("/channels?topic=" + topic).text()).isEqualTo("{\"channels\":[]}");
    succeeds(lookup.post("/topic/create?topic=" + topic));
    succeeds(lookup.post("/topic/delete?topic=" + topic));
    assertThat(lookup.get("/lookup?topic=" + topic).status()).isEqualTo(404);
    succeeds(lookup.post("/topic/delete?topic=" + topic));
    assertThat(lookup.get("/channels?topic=unknown").text()).isEqualTo("{\"channels\":[]}");
  }

  @Test
  void aTopicBeginsWithTheChannelsThatLookupKnows() throws Exception {
    String topic = BROKER.topic();
    for (String channel : List.of("one", "two", "passing%23ephemeral")) {
      succeeds(BROKER.lookup().post("/channel/create?topic=" + topic + "&channel=" + channel));
    }
    assertThat(BROKER.http().post("/pub?topic=" + topic, "first").text()).isEqualTo("OK");
    assertThat(BROKER.http().topicStats(topic).get("channels")).hasSize(2);
    for (int n = 0; n < 2; n++) { // a channel hears of a message after its publisher does
      String depth = "/channels/" + n + "/depth";
      Await.until(
          "the message is in both channels",
          Duration.ofSeconds(30),
          () -> BROKER.http().topicStats(topic).at(depth).asInt() == 1);
    }
  }

  @Test
  @HeraldOnly("creates the channels again until they are deleted at nsqlookupd, too")
  void aTopicCreatedAnewDoesNotBeginWithTheChannelsItWasDeletedWith() throws Exception {
    String topic = BROKER.topic();
    HttpProbe nsqd = BROKER.http();
    nsqd.post("/topic/create?topic=" + topic);
    nsqd.post("/channel/create?topic=" + topic + "&channel=channel");
    awaitListed(topic, "channel");
    succeeds(nsqd.post("/topic/delete?topic=" + topic));
    nsqd.post("/pub?topic=" + topic, "first");
    assertThat(nsqd.topicStats(topic).get("channels")).isEmpty();
    assertThat(nsqd.topicStats(topic).get("depth").asInt()).isEqualTo(1);
  }

  @Test
  void aTombstoneHidesAProducerFromLookupOnly() throws Exception {
    String topic = BROKER.topic();
    String other = BROKER.topic();
    HttpProbe lookup = BROKER.lookup();
    try (LookupConnection nsqd = LookupConnection.open(BROKER.process().lookupTcp())) {
      nsqd.identifyAs("10.1.1.1", 24150, 24151);
      nsqd.command("REGISTER " + topic);
      nsqd.command("REGISTER " + other);
      succeeds(lookup.post("/topic/tombstone?topic=" + topic + "&node=10.9.9.9:1"));
      assertThat(lookup.get("/lookup?topic=" + topic).json().get("producers")).hasSize(1);

      succeeds(lookup.post("/topic/tombstone?topic=" + topic + "&node=10.1.1.1:24151"));
      assertThat(lookup.get("/lookup?topic=" + topic).json().get("producers")).isEmpty();
      assertThat(lookup.get("/lookup?topic=" + other).json().get("producers")).hasSize(1);
      JsonNode node = node(24150);
      for (int i = 0; i < node.get("topics").size(); i++) {
        assertThat(node.get("tombstones").get(i).asBoolean())
            .isEqualTo(node.get("topics").get(i).asText().equals(topic));
      }
    }
  }

  @Test
  void debugShowsEachRegistration() throws Exception {
    String topic = BROKER.topic();
    try (LookupConnection nsqd = LookupConnection.open(BROKER.process().lookupTcp())) {
      nsqd.identifyAs("10.2.2.2", 34150, 34151);
      nsqd.command("REGISTER " + topic + " channel");
      JsonNode debug = BROKER.lookup().get("/debug").json();
      JsonNode row = debug.path("channel:" + topic + ":channel").path(0);
      assertThat(keys(row))
          .contains(
              "id",
              "hostname",
              "broadcast_address",
              "tcp_port",
              "http_port",
              "version",
              "last_update",
              "tombstoned",
              "tombstoned_at");
      assertThat(row.get("id").asText()).isEqualTo("127.0.0.1:" + nsqd.localPort());
      assertThat(row.get("tombstoned").asBoolean()).isFalse();
      assertThat(debug.has("topic:" + topic + ":")).isTrue();
      assertThat(debug.path("client::").size()).isGreaterThanOrEqualTo(2);
    }
  }

  private static JsonNode thisNode() throws Exception {
    return node(BROKER.process().tcp().getPort());
  }

  private static JsonNode node(int tcpPort) throws Exception {
    for (JsonNode node : BROKER.lookup().get("/nodes").json().get("producers")) {
      if (node.get("tcp_port").asInt() == tcpPort) {
        return node;
      }
    }
    throw new AssertionError("no node with TCP port " + tcpPort);
  }

  private static void awaitListed(String topic, String channel) throws Exception {
    Await.until(
        "channel in /channels",
        SOON,
        () ->
            BROKER
                .lookup()
                .get("/channels?topic=" + topic)
                .text()
                .equals("{\"channels\":[\"" + channel + "\"]}"));
  }

  private static void succeeds(HttpProbe.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
  }

  private static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
