package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.config.LogLevel;
import io.herald.http.HttpProbe.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** /config/:opt and the log level at run time. */
class ConfigTest {
  private static final String JSON = "application/json; charset=utf-8";

  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start("--tcp-address=127.0.0.1:24150", "--msg-timeout=30s");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void resetLevels() {
    LogLevels.set(LogLevel.INFO);
    LogLevels.set("some.logger", LogLevel.INFO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id_is_a_number|id|\\d+",
        "a_duration_in_nanoseconds|msg_timeout|30000000000",
        "a_size|max_msg_size|1048576",
        "another_size|max_body_size|5242880",
        "the_memory_queue|mem_queue_size|10000",
        "an_empty_list|auth_http_addresses|\\[\\]",
        "a_switch|snappy|true",
        "what_herald_lacks|tls_required|0",
        "deferral|max_defer_timeout|2592000000000000"
      })
  void whatIsNoTextIsJson(String name, String option, String value) {
    Reply reply = node.probe().get("/config/" + option);

    assertThat(reply.text()).as(name).matches(value);
    assertThat(reply.headers()).containsEntry("content-type", JSON);
  }

  @ParameterizedTest
  @CsvSource({
    "tcp_address, 127.0.0.1:24150",
    "broadcast_address, bhost",
    "http_address, 0.0.0.0:4151",
    "durability, power",
    "retention_age, 72h"
  })
  void aTextIsBare(String option, String value) {
    Reply reply = node.probe().get("/config/" + option);

    assertThat(reply.text()).isEqualTo(value);
    assertThat(reply.headers()).containsEntry("content-type", "text/plain; charset=utf-8");
  }

  @Test
  void anEmptyTextHasNoContentType() {
    Reply reply = node.probe().get("/config/tls_cert");

    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.headers()).doesNotContainKey("content-type");
  }

  @ParameterizedTest
  @CsvSource({"debug, 1", "info, 2", "WARN, 3", "error, 4", "fatal, 5"})
  void theLogLevelChangesAtRunTime(String word, String number) {
    assertThat(put("/config/log_level", word).text()).isEqualTo(number);
    assertThat(node.probe().get("/config/log_level").text()).isEqualTo(number);
    assertThat(LoggerFactory.getLogger("io.herald.any").isDebugEnabled())
        .isEqualTo(number.equals("1"));
    assertThat(LoggerFactory.getLogger("io.herald.any").isErrorEnabled())
        .isEqualTo(!number.equals("5"));
  }

  @Test
  void oneLoggersLevelLeavesTheOthersAlone() {
    assertThat(put("/config/log_level?logger=some.logger", "debug").text()).isEqualTo("1");

    assertThat(node.probe().get("/config/log_level?logger=some.logger").text()).isEqualTo("1");
    assertThat(node.probe().get("/config/log_level?logger=some.logger.child").text())
        .isEqualTo("1");
    assertThat(node.probe().get("/config/log_level?logger=other").text()).isEqualTo("2");
    assertThat(node.probe().get("/config/log_level").text()).isEqualTo("2");
    assertThat(put("/config/log_level?logger=a%20b", "debug").text())
        .isEqualTo("{\"message\":\"INVALID_LOGGER\"}");
  }

  @Test
  void youzansLevelsAreNumbers() {
    assertThat(node.probe().post("/loglevel/set?loglevel=3", "").code()).isEqualTo(200);
    assertThat(LogLevels.current()).isEqualTo(LogLevel.DEBUG);
    node.probe().post("/loglevel/set?loglevel=0", "");
    assertThat(LogLevels.current()).isEqualTo(LogLevel.ERROR);
    assertThat(node.probe().post("/loglevel/set", "").text())
        .isEqualTo("{\"message\":\"MISSING_ARG_LEVEL\"}");
    assertThat(node.probe().post("/loglevel/set?loglevel=x", "").text())
        .isEqualTo("{\"message\":\"BAD_LEVEL_STRING\"}");
  }

  @Test
  void lookupdAddressesAreKeptAndShown() {
    assertThat(put("/config/nsqlookupd_tcp_addresses", "[\"a:4160\"]").text())
        .isEqualTo("[\"a:4160\"]");
    assertThat(node.probe().get("/config/nsqlookupd_tcp_addresses").text())
        .isEqualTo("[\"a:4160\"]");
    assertThat(put("/config/nsqlookupd_tcp_addresses", "[1]").code()).isEqualTo(400);
    assertThat(put("/config/nsqlookupd_tcp_addresses", "[]").text()).isEqualTo("[]");
  }

  private static Reply put(String target, String body) {
    return node.probe().send("PUT", target, body.getBytes(UTF_8));
  }
}
