package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.log.LogOrder;
import io.herald.config.LogLevel;
import io.herald.http.HttpProbe.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The log's levels at run time: of everything and of one logger, of this node and of all. */
class LogLevelTest {
  private static final String ONE = "/config/log_level?logger=some.logger";

  @RegisterExtension static final TestNode nsqd = TestNode.start();
  @RegisterExtension static final TestLookup nsqlookupd = TestLookup.start();

  @BeforeEach
  void begin() {
    LogLevels.start(LogLevel.INFO);
    nsqd.status.orders.clear();
    nsqd.status.problem = "";
    nsqlookupd.status.orders.clear();
  }

  @AfterEach
  void reset() {
    LogLevels.start(LogLevel.INFO);
    put(ONE, "reset");
    put(ONE + ".child", "reset");
  }

  @ParameterizedTest
  @CsvSource({"debug, 1", "info, 2", "WARN, 3", "error, 4", "fatal, 5"})
  void itChangesAtRunTimeAsInNsqd(String word, String number) {
    assertThat(put("/config/log_level", word).text()).isEqualTo(number);
    assertThat(get("/config/log_level")).isEqualTo(number);
    assertThat(LoggerFactory.getLogger("io.herald.any").isDebugEnabled())
        .isEqualTo(number.equals("1"));
    assertThat(LoggerFactory.getLogger("io.herald.any").isErrorEnabled())
        .isEqualTo(!number.equals("5"));
    assertThat(nsqd.status.orders).as("asked of other nodes").isEmpty();
  }

  @Test
  void itIsResetToWhatTheNodeWasStartedWith() {
    LogLevels.start(LogLevel.WARN);
    assertThat(put("/config/log_level", "debug").text()).isEqualTo("1");

    assertThat(put("/config/log_level", "reset").text()).isEqualTo("3");
    assertThat(LoggerFactory.getLogger("io.herald.any").isInfoEnabled()).isFalse();
  }

  @Test
  void oneLoggersLevelLeavesTheOthersAlone() {
    assertThat(put(ONE, "debug").text()).isEqualTo("1");

    assertThat(get(ONE)).isEqualTo("1");
    assertThat(get(ONE + ".child")).isEqualTo("1");
    assertThat(get("/config/log_level?logger=other")).isEqualTo("2");
    assertThat(get("/config/log_level?logger=some")).isEqualTo("2");
    assertThat(get("/config/log_level")).isEqualTo("2");
  }

  @Test
  void aLoggerGoesBackToItsParent() {
    put(ONE, "error");
    put(ONE + ".child", "debug");

    assertThat(put(ONE + ".child", "reset").text()).isEqualTo("4");
    assertThat(put(ONE, "Reset").text()).isEqualTo("2");
    assertThat(LoggerFactory.getLogger("some.logger.child").isInfoEnabled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%20b", "ROOT", "root", "a/b", "audit", "audit.child"})
  void whatIsNoLoggerToChangeIsRefused(String logger) {
    Reply reply = put("/config/log_level?logger=" + logger, "debug");

    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.text())
        .startsWith("{\"message\":\"INVALID_LOGGER: logger must be a class or package name");
    assertThat(LogLevels.current()).isEqualTo(LogLevel.INFO);
    assertThat(LoggerFactory.getLogger("audit").isDebugEnabled()).isFalse();
  }

  @Test
  void aNameOfTooManyCharactersIsRefused() {
    String logger = "l".repeat(200);
    assertThat(get("/config/log_level?logger=" + logger)).isEqualTo("2");
    assertThat(get("/config/log_level?logger=" + logger + "l")).contains("INVALID_LOGGER");
  }

  @Test
  void aWordThatIsNoLevelIsRefusedAsByNsqd() {
    Reply reply = put(ONE, "verbose");

    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.text()).isEqualTo("{\"message\":\"INVALID_VALUE\"}");
    assertThat(put("/config/log_level?cluster=true", "verbose").text())
        .isEqualTo("{\"message\":\"INVALID_VALUE\"}");
  }

  @ParameterizedTest
  @CsvSource({"0, ERROR", "1, WARN", "2, INFO", "3, DEBUG", "4, DEBUG"})
  void youzansLevelsAreNumbers(String number, LogLevel level) {
    for (HttpProbe site : new HttpProbe[] {nsqd.probe(), nsqlookupd.probe()}) {
      LogLevels.set(LogLevel.FATAL);
      assertThat(site.post("/loglevel/set?loglevel=" + number, "").code()).isEqualTo(200);
      assertThat(LogLevels.current()).isEqualTo(level);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "5", "02", "2.0", "99999999999"})
  void otherNumbersAreRefused(String number) {
    Reply reply = nsqd.probe().post("/loglevel/set?loglevel=" + number, "");

    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.text())
        .isEqualTo(
            "{\"message\":\"BAD_LEVEL_STRING: loglevel must be 0 (error), 1 (warn), 2 (info),"
                + " 3 (debug) or 4 (debug)\"}");
    assertThat(nsqd.probe().post("/loglevel/set", "").text())
        .isEqualTo("{\"message\":\"MISSING_ARG_LEVEL\"}");
  }

  @Test
  void allNodesAreAskedOnBothSites() {
    String all =
        "{\"logger\":\"some.logger\",\"nodes\":["
            + "{\"name\":\"one\",\"address\":\"h1:1\",\"log_level\":\"debug\",\"problem\":\"\"},"
            + "{\"name\":\"\",\"address\":\"h2:1\",\"log_level\":\"info\",\"problem\":\"\"}]}";

    Reply reply = put(ONE + "&cluster=true", "debug");
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo(all);
    assertThat(get(ONE + "&cluster=true")).isEqualTo(all);
    assertThat(put(ONE + "&cluster=true", "reset").text()).isEqualTo(all);
    assertThat(nsqd.status.orders)
        .containsExactly(
            new LogOrder.Set("some.logger", LogLevel.DEBUG),
            new LogOrder.Show("some.logger"),
            new LogOrder.Reset("some.logger"));

    HttpProbe lookup = nsqlookupd.probe();
    assertThat(lookup.send("PUT", "/cluster/log_level", "warn".getBytes(UTF_8)).code())
        .isEqualTo(200);
    assertThat(lookup.get("/cluster/log_level?logger=a").text()).startsWith("{\"logger\":\"a\",");
    assertThat(nsqlookupd.status.orders)
        .containsExactly(new LogOrder.Set("", LogLevel.WARN), new LogOrder.Show("a"));
  }

  @Test
  void aNodeThatCannotBeAskedIsNamed() {
    nsqd.status.problem = "no answer within 5s";

    Reply reply = put("/config/log_level?cluster=true", "debug");

    assertThat(reply.status()).isEqualTo("HTTP/1.1 207 Multi-Status");
    assertThat(reply.text())
        .endsWith(
            "{\"name\":\"\",\"address\":\"h2:1\",\"log_level\":\"\","
                + "\"problem\":\"no answer within 5s\"}]}");
  }

  @ParameterizedTest
  @CsvSource({"false, 200", "'', 200", "yes, 400", "1, 400"})
  void clusterIsTrueOrFalse(String value, int code) {
    Reply reply = put("/config/log_level?cluster=" + value, "info");

    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.text())
        .isEqualTo(
            code == 200 ? "2" : "{\"message\":\"INVALID_CLUSTER: cluster must be true or false\"}");
    assertThat(nsqd.status.orders).isEmpty();
  }

  @Test
  void theBodyOfAClusterWideChangeIsBounded() {
    byte[] word = "d".repeat(101).getBytes(UTF_8);

    Reply reply = nsqlookupd.probe().send("PUT", "/cluster/log_level", word);

    assertThat(reply.code()).isEqualTo(413);
    assertThat(nsqlookupd.probe().send("PUT", "/cluster/log_level", new byte[0]).code())
        .isEqualTo(413);
  }

  private static String get(String target) {
    return nsqd.probe().get(target).text();
  }

  private static Reply put(String target, String body) {
    return nsqd.probe().send("PUT", target, body.getBytes(UTF_8));
  }
}
