package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.broker.log.LogOrder;
import io.herald.config.LogLevel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** The audit log where nobody has to say who he is; {@link HttpAuthTest} has the other case. */
class AuditLogTest {
  @RegisterExtension static final TestNode nsqd = TestNode.start();
  @RegisterExtension static final TestLookup nsqlookupd = TestLookup.start();

  private final ListAppender<ILoggingEvent> audit = new ListAppender<>();

  @BeforeEach
  void listen() {
    audit.start();
    logger().addAppender(audit);
  }

  @AfterEach
  void hearNoMore() {
    logger().detachAppender(audit);
    LogLevels.start(LogLevel.INFO);
  }

  @Test
  void everyChangeOfATopicIsALine() {
    for (String change : List.of("create", "pause", "unpause", "empty", "delete")) {
      nsqd.probe().post("/topic/" + change + "?topic=t", "");
    }

    assertThat(lines())
        .containsExactly(
            "who=- what=\"POST /topic/create\" topic=t channel=- from=127.0.0.1 result=200",
            "who=- what=\"POST /topic/pause\" topic=t channel=- from=127.0.0.1 result=200",
            "who=- what=\"POST /topic/unpause\" topic=t channel=- from=127.0.0.1 result=200",
            "who=- what=\"POST /topic/empty\" topic=t channel=- from=127.0.0.1 result=200",
            "who=- what=\"POST /topic/delete\" topic=t channel=- from=127.0.0.1 result=200");
  }

  @Test
  void everyChangeOfAChannelIsALine() {
    nsqd.probe().post("/topic/create?topic=t2", "");
    audit.list.clear();
    for (String change : List.of("create", "pause", "unpause", "empty", "delete")) {
      nsqd.probe().post("/channel/" + change + "?topic=t2&channel=c", "");
    }

    assertThat(lines())
        .containsExactly(
            "who=- what=\"POST /channel/create\" topic=t2 channel=c from=127.0.0.1 result=200",
            "who=- what=\"POST /channel/pause\" topic=t2 channel=c from=127.0.0.1 result=200",
            "who=- what=\"POST /channel/unpause\" topic=t2 channel=c from=127.0.0.1 result=200",
            "who=- what=\"POST /channel/empty\" topic=t2 channel=c from=127.0.0.1 result=200",
            "who=- what=\"POST /channel/delete\" topic=t2 channel=c from=127.0.0.1 result=200");
  }

  @Test
  void whatLookupIsToldIsALine() {
    nsqlookupd.probe().post("/topic/create?topic=t", "");
    nsqlookupd.probe().post("/topic/tombstone?topic=t&node=b:1", "");
    nsqlookupd.probe().post("/cluster/drain", "");

    assertThat(lines())
        .containsExactly(
            "who=- what=\"POST /topic/create\" topic=t channel=- from=127.0.0.1 result=200",
            "who=- what=\"POST /topic/tombstone\" topic=t channel=- query=\"node=b:1\""
                + " from=127.0.0.1 result=200",
            "who=- what=\"POST /cluster/drain\" topic=- channel=- from=127.0.0.1 result=200");
  }

  @Test
  void settingsStandThereWithTheirValues() {
    put("/config/log_level?logger=a.b&cluster=false", "debug");
    put("/config/log_level", "verbose\nwho=x");
    put("/config/nsqlookupd_tcp_addresses", "[]");
    nsqd.probe().post("/loglevel/set?loglevel=2", "");
    nsqd.probe().post("/topic/create?topic=many&partition_num=3", "");

    assertThat(lines())
        .containsExactly(
            "who=- what=\"PUT /config/log_level\" topic=- channel=-"
                + " query=\"logger=a.b&cluster=false\" value=\"debug\" from=127.0.0.1 result=200",
            "who=- what=\"PUT /config/log_level\" topic=- channel=-"
                + " value=\"verbose\\u000awho=x\" from=127.0.0.1 result=400",
            "who=- what=\"PUT /config/nsqlookupd_tcp_addresses\" topic=- channel=-"
                + " value=\"[]\" from=127.0.0.1 result=200",
            "who=- what=\"POST /loglevel/set\" topic=- channel=- query=\"loglevel=2\""
                + " from=127.0.0.1 result=200",
            "who=- what=\"POST /topic/create\" topic=many channel=- query=\"partition_num=3\""
                + " from=127.0.0.1 result=200");
    put("/config/log_level?logger=a.b", "reset");
  }

  @Test
  void whatFailedIsALineToo() {
    nsqd.probe().post("/topic/delete?topic=none", "");
    nsqd.probe().post("/channel/empty?topic=!!&channel=c", "");
    nsqd.probe().post("/topic/create", "");

    assertThat(lines())
        .containsExactly(
            "who=- what=\"POST /topic/delete\" topic=none channel=- from=127.0.0.1 result=404",
            "who=- what=\"POST /channel/empty\" topic=!! channel=c from=127.0.0.1 result=400",
            "who=- what=\"POST /topic/create\" topic=- channel=- from=127.0.0.1 result=400");
  }

  @Test
  void whatAnotherNodePassesOnIsALine() {
    LogLevels.obey(new LogOrder.Set("a.b", LogLevel.DEBUG), "h2:1");
    LogLevels.obey(new LogOrder.Show("a.b"), "h2:1");
    LogLevels.obey(new LogOrder.Reset("a.b"), "h2:1");

    assertThat(lines())
        .containsExactly(
            "who=- what=\"log_level\" topic=- channel=- query=\"logger=a.b\" value=\"debug\""
                + " from=h2:1 result=200",
            "who=- what=\"log_level\" topic=- channel=- query=\"logger=a.b\" value=\"reset\""
                + " from=h2:1 result=200");
  }

  @Test
  void questionsAndMessagesAreNoLines() {
    nsqd.probe().get("/stats");
    nsqd.probe().get("/config/log_level");
    nsqd.probe().post("/pub?topic=busy", "x");
    nsqd.probe().get("/nothing");
    nsqlookupd.probe().get("/cluster/log_level");

    assertThat(lines()).isEmpty();
  }

  /** Even at the level that shows nothing else. */
  @Test
  void nobodyCanSilenceItAndActUnseen() {
    put("/config/log_level", "fatal");
    put("/config/log_level?logger=audit", "fatal");
    nsqd.probe().post("/topic/delete?topic=none", "");

    assertThat(lines())
        .hasSize(3)
        .last()
        .isEqualTo(
            "who=- what=\"POST /topic/delete\" topic=none channel=- from=127.0.0.1 result=404");
  }

  private static void put(String target, String body) {
    nsqd.probe().send("PUT", target, body.getBytes(UTF_8));
  }

  private List<String> lines() {
    return audit.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("audit");
  }
}
