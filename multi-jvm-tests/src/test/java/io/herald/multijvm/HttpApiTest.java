package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes, methods, statuses and bodies of nsqd's HTTP address (nsq-facts 3). */
class HttpApiTest {
  private static final String NSQ_HEADER = "X-NSQ-Content-Type";
  private static final String JSON = "application/json; charset=utf-8";

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @Test
  void pingAnswersOkAsPlainTextWithoutTheNsqHeader() throws Exception {
    HttpProbe.Answer answer = BROKER.http().get("/ping");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("OK");
    assertThat(answer.header("Content-Type").orElseThrow())
        .isEqualToIgnoringCase("text/plain; charset=utf-8");
    assertThat(answer.header(NSQ_HEADER)).isEmpty();
  }

  @Test
  void infoTellsTheAddressesAndLimits() throws Exception {
    HttpProbe.Answer answer = BROKER.http().get("/info");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).get().asString().isEqualToIgnoringCase(JSON);
    assertThat(answer.header(NSQ_HEADER)).contains("nsq; version=1.0");
    JsonNode info = answer.json();
    List<String> keys = new ArrayList<>();
    info.fieldNames().forEachRemaining(keys::add);
    assertThat(keys)
        .contains(
            "version",
            "broadcast_address",
            "hostname",
            "http_port",
            "tcp_port",
            "start_time",
            "max_heartbeat_interval",
            "max_output_buffer_size",
            "max_output_buffer_timeout",
            "max_deflate_level",
            "topology_zone",
            "topology_region");
    assertThat(info.get("broadcast_address").asText()).isEqualTo("127.0.0.1");
    assertThat(info.get("tcp_port").asInt()).isEqualTo(BROKER.process().tcp().getPort());
    assertThat(info.get("http_port").asInt()).isEqualTo(BROKER.process().http().getPort());
    assertThat(info.get("max_heartbeat_interval").asLong()).isEqualTo(60_000_000_000L);
    assertThat(info.get("max_output_buffer_size").asInt()).isEqualTo(65_536);
    assertThat(info.get("max_output_buffer_timeout").asLong()).isEqualTo(30_000_000_000L);
    assertThat(info.get("start_time").asLong())
        .isBetween(System.currentTimeMillis() / 1000 - 3600, System.currentTimeMillis() / 1000);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "GET, /nothing, 404, NOT_FOUND",
        "GET, /, 404, NOT_FOUND",
        "GET, /topic, 404, NOT_FOUND",
        "POST, /ping, 405, METHOD_NOT_ALLOWED",
        "GET, /pub?topic=x, 405, METHOD_NOT_ALLOWED",
        "PUT, /pub?topic=x, 405, METHOD_NOT_ALLOWED",
        "GET, /mpub?topic=x, 405, METHOD_NOT_ALLOWED",
        "DELETE, /stats, 405, METHOD_NOT_ALLOWED",
        "GET, /topic/create?topic=x, 405, METHOD_NOT_ALLOWED",
        "GET, /channel/pause?topic=x&channel=y, 405, METHOD_NOT_ALLOWED",
        "DELETE, /config/log_level, 405, METHOD_NOT_ALLOWED",
        "POST, /topic/create, 400, MISSING_ARG_TOPIC",
        "POST, /topic/create?topic=, 400, INVALID_TOPIC",
        "POST, /topic/create?topic=a%20b, 400, INVALID_TOPIC",
        "POST, /topic/delete, 400, MISSING_ARG_TOPIC",
        "POST, /topic/delete?topic=unknown, 404, TOPIC_NOT_FOUND",
        "POST, /topic/delete?topic=a%20b, 404, TOPIC_NOT_FOUND",
        "POST, /topic/pause, 400, MISSING_ARG_TOPIC",
        "POST, /topic/pause?topic=unknown, 404, TOPIC_NOT_FOUND",
        "POST, /topic/pause?topic=a%20b, 404, TOPIC_NOT_FOUND",
        "POST, /topic/unpause, 400, MISSING_ARG_TOPIC",
        "POST, /topic/unpause?topic=unknown, 404, TOPIC_NOT_FOUND",
        "POST, /topic/empty, 400, MISSING_ARG_TOPIC",
        "POST, /topic/empty?topic=a%20b, 400, INVALID_TOPIC",
        "POST, /topic/empty?topic=unknown, 404, TOPIC_NOT_FOUND"
      })
  void aWrongRequestIsRefused(String method, String path, int status, String message)
      throws Exception {
    refuses(BROKER.http().request(method, path, new byte[0]), status, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "delete", "empty", "pause", "unpause"})
  void channelActionsCheckTheirArgumentsInOrder(String action) throws Exception {
    HttpProbe http = BROKER.http();
    String topic = BROKER.topic();
    http.post("/topic/create?topic=" + topic);
    String path = "/channel/" + action;
    refuses(http.post(path), 400, "MISSING_ARG_TOPIC");
    refuses(http.post(path + "?channel=x"), 400, "MISSING_ARG_TOPIC");
    refuses(http.post(path + "?topic=a%20b"), 400, "INVALID_ARG_TOPIC");
    refuses(http.post(path + "?topic=" + topic), 400, "MISSING_ARG_CHANNEL");
    refuses(http.post(path + "?topic=" + topic + "&channel="), 400, "INVALID_ARG_CHANNEL");
    refuses(http.post(path + "?topic=unknown&channel=a%20b"), 400, "INVALID_ARG_CHANNEL");
    refuses(http.post(path + "?topic=unknown&channel=x"), 404, "TOPIC_NOT_FOUND");
    HttpProbe.Answer unknownChannel = http.post(path + "?topic=" + topic + "&channel=unknown");
    if (action.equals("create")) {
      succeeds(unknownChannel);
    } else {
      refuses(unknownChannel, 404, "CHANNEL_NOT_FOUND");
    }
  }

  @Test
  void topicActionsSucceedWithAnEmptyBody() throws Exception {
    HttpProbe http = BROKER.http();
    String topic = BROKER.topic();
    for (String action : List.of("create", "create", "pause", "pause", "unpause", "unpause")) {
      succeeds(http.post("/topic/" + action + "?topic=" + topic));
    }
    succeeds(http.post("/topic/empty?topic=" + topic));
    for (String action : List.of("create", "create", "pause", "unpause", "empty", "delete")) {
      succeeds(http.post("/channel/" + action + "?topic=" + topic + "&channel=channel"));
    }
    succeeds(http.post("/topic/delete?topic=" + topic));
    refuses(http.post("/topic/delete?topic=" + topic), 404, "TOPIC_NOT_FOUND");
  }

  @Test
  void namesMayBeEphemeralWhenTheHashIsEscaped() throws Exception {
    String topic = BROKER.topic();
    succeeds(BROKER.http().post("/topic/create?topic=" + topic + "%23ephemeral"));
    assertThat(BROKER.http().topicStats(topic + "#ephemeral").path("topic_name").asText())
        .isEqualTo(topic + "#ephemeral");
  }

  @Test
  void headIsNotAllowedAndOptionsIs() throws Exception {
    assertThat(BROKER.http().request("HEAD", "/ping", new byte[0]).status()).isEqualTo(405);
    HttpProbe.Answer options = BROKER.http().request("OPTIONS", "/pub", new byte[0]);
    assertThat(options.status()).isEqualTo(200);
    assertThat(options.text()).isEmpty();
    assertThat(options.header("Allow").orElseThrow()).contains("POST");
  }

  @Test
  void aTrailingSlashIsRedirected() throws Exception {
    HttpProbe.Answer answer = BROKER.http().get("/ping/");
    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.header("Location").orElseThrow()).endsWith("/ping");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/debug/pprof/", "/debug/pprof/goroutine?debug=1", "/debug/pprof/heap?debug=1"})
  void diagnosticsAnswerText(String path) throws Exception {
    HttpProbe.Answer answer = BROKER.http().get(path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isNotBlank();
  }

  @Test
  @HeraldOnly("acts and then answers 500")
  void freeingMemoryAnswersOk() throws Exception {
    assertThat(BROKER.http().post("/debug/freememory").status()).isEqualTo(200);
  }

  private static void succeeds(HttpProbe.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.header(NSQ_HEADER)).contains("nsq; version=1.0");
  }

  private static void refuses(HttpProbe.Answer answer, int status, String message) {
    assertThat(answer.text()).isEqualTo("{\"message\":\"" + message + "\"}");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).get().asString().isEqualToIgnoringCase(JSON);
    assertThat(answer.header(NSQ_HEADER)).contains("nsq; version=1.0");
  }
}
