package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.config.LogLevel;
import io.herald.http.HttpProbe.Reply;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Status, headers and bodies, byte for byte as nsqd 1.3.0 was seen to answer. */
class NsqdEndpointsTest {
  private static TestNode node;
  private static HttpProbe http;

  @BeforeAll
  static void start() {
    node = TestNode.start();
    http = node.probe();
    http.post("/topic/create?topic=known", "");
    http.post("/channel/create?topic=known&channel=c", "");
  }

  @AfterAll
  static void stop() {
    node.close();
    LogLevels.set(LogLevel.INFO);
  }

  /** Columns: method, target, body (Java escapes), status, body of the answer. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvFileSource(resources = "/nsqd-answers.csv", delimiter = '|', emptyValue = "")
  void answersAsNsqdDoes(String method, String target, String body, int status, String answer) {
    byte[] bytes = body.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
    Reply reply = http.send(method, target, bytes);

    assertThat(reply.code()).isEqualTo(status);
    assertThat(reply.text()).isEqualTo(answer);
    assertThat(reply.headers()).containsEntry("x-nsq-content-type", "nsq; version=1.0");
    assertThat(reply.headers().get("content-type")).isEqualTo(contentType(reply));
  }

  private static String contentType(Reply reply) {
    if (reply.body().length == 0) {
      return null;
    }
    return reply.text().equals("OK")
        ? "text/plain; charset=utf-8"
        : "application/json; charset=utf-8";
  }

  @Test
  void pingHasNoNsqHeader() {
    Reply reply = http.get("/ping");

    assertThat(reply.status()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(reply.text()).isEqualTo("OK");
    assertThat(reply.headers()).containsOnlyKeys("content-length", "content-type");
    assertThat(reply.headers()).containsEntry("content-type", "text/plain; charset=utf-8");
  }

  @Test
  void pingSaysWhyTheNodeIsNotHealthy() {
    node.broker.unhealthy = "disk full";
    try {
      Reply reply = http.get("/ping");

      assertThat(reply.code()).isEqualTo(500);
      assertThat(reply.text()).isEqualTo("NOK - disk full");
      assertThat(http.get("/stats?format=json&include_mem=0").text())
          .contains("\"health\":\"NOK - disk full\"");
    } finally {
      node.broker.unhealthy = null;
    }
  }

  @Test
  void infoHasAllFieldsInNsqdsOrder() {
    assertThat(http.get("/info").text())
        .isEqualTo(
            "{\"version\":\"1.3.0\",\"broadcast_address\":\"bhost\",\"hostname\":\"vm\","
                + "\"http_port\":"
                + node.port()
                + ",\"tcp_port\":4150,\"start_time\":1795297982,"
                + "\"max_heartbeat_interval\":60000000000,\"max_output_buffer_size\":65536,"
                + "\"max_output_buffer_timeout\":30000000000,\"max_deflate_level\":6,"
                + "\"topology_zone\":\"\",\"topology_region\":\"\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /ping/, 301, /ping",
    "GET, /PING, 301, /ping",
    "GET, //ping, 301, /ping",
    "POST, /pub/?topic=t, 307, /pub?topic=t",
    "GET, /debug/pprof, 301, /debug/pprof/",
    "GET, /Config/log_level, 301, /config/log_level"
  })
  void aPathWrongInSlashesOrCapitalsIsRedirected(
      String method, String target, int status, String location) {
    Reply reply = http.send(method, target, new byte[0]);

    assertThat(reply.code()).isEqualTo(status);
    assertThat(reply.headers()).containsEntry("location", location);
    assertThat(reply.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HEAD|/ping|GET, OPTIONS",
        "GET|/pub|OPTIONS, POST",
        "DELETE|/config/x|GET, OPTIONS, PUT"
      })
  void anotherMethodIsRefusedWithTheAllowedOnes(String method, String target, String allowed) {
    Reply reply = http.send(method, target, new byte[0]);

    assertThat(reply.status()).isEqualTo("HTTP/1.1 405 Method Not Allowed");
    assertThat(reply.headers()).containsEntry("allow", allowed);
  }

  @Test
  void optionsTellsTheMethods() {
    Reply reply = http.send("OPTIONS", "/config/any", new byte[0]);

    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.headers()).containsEntry("allow", "GET, OPTIONS, PUT");
  }

  @Test
  void aStrangeMethodIsNotAllowed() {
    assertThat(http.send("FOO", "/ping", new byte[0]).code()).isEqualTo(405);
  }

  @Test
  void actionsReachTheBroker() {
    http.post("/topic/create?topic=acts", "");
    http.post("/channel/create?topic=acts&channel=c", "");
    http.post("/topic/pause?topic=acts", "");
    http.post("/channel/pause?topic=acts&channel=c", "");
    assertThat(stats("acts")).contains("\"paused\":true,\"e2e_processing_latency\"");
    assertThat(stats("acts").split("\"paused\":true", -1)).hasSize(3);

    http.post("/topic/unpause?topic=acts", "");
    http.post("/channel/unpause?topic=acts&channel=c", "");
    assertThat(stats("acts")).doesNotContain("\"paused\":true");

    http.post("/channel/delete?topic=acts&channel=c", "");
    assertThat(stats("acts")).contains("\"channels\":[]");

    http.post("/topic/delete?topic=acts", "");
    assertThat(stats("acts")).contains("\"topics\":null");
  }

  private static String stats(String topic) {
    return http.get("/stats?format=json&include_mem=false&topic=" + topic).text();
  }
}
