package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.broker.stats.ClientIdentity;
import io.herald.broker.stats.ClientStats;
import io.herald.http.HttpProbe.Reply;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Tokens: what is refused and how, what the audit log has, and that the file may change. */
class HttpAuthTest {
  @TempDir private Path directory;
  private final ListAppender<ILoggingEvent> audit = new ListAppender<>();
  private final ListAppender<ILoggingEvent> all = new ListAppender<>();
  private Callers callers;
  private TestNode node;
  private HttpProbe http;

  @BeforeEach
  void start() {
    callers =
        new Callers(directory)
            .token("ops", "admin")
            .token("orders", "publish,read", "orders", "orders[.].*")
            .write();
    node = TestNode.configured("herald.http.auth-file-interval = 20ms", callers.flags());
    http = node.probe();
    audit.start();
    all.start();
    logger("audit").addAppender(audit);
    logger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(all);
  }

  @AfterEach
  void stop() {
    node.close();
    logger("audit").detachAppender(audit);
    logger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(all);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing/here",
    "OPTIONS, /stats",
    "OPTIONS, /nothing",
    "DELETE, /stats",
    "HEAD, /ping",
    "GET, /ping/",
    "GET, /PING",
    "POST, //pub"
  })
  void whoIsNotKnownDoesNotLearnWhatExists(String method, String target) {
    Reply reply = http.send(method, target, new byte[0]);

    assertThat(reply.code()).isEqualTo(401);
    assertThat(reply.headers()).doesNotContainKeys("allow", "location");
  }

  @Test
  void whoIsKnownLearnsIt() {
    assertThat(asOps("GET", "/nothing").code()).isEqualTo(404);
    assertThat(asOps("DELETE", "/stats").headers()).containsEntry("allow", "GET, OPTIONS");
    assertThat(asOps("OPTIONS", "/stats").code()).isEqualTo(200);
    assertThat(asOps("GET", "/ping/").code()).isEqualTo(301);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: TOKEN",
        "Authorization: Basic TOKEN",
        "Authorization: Bearer",
        "Authorization: Bearer ",
        "Authorization: BearerTOKEN",
        "Authorization: Bearer TOKENx",
        "X-Authorization: Bearer TOKEN"
      })
  void onlyABearerTokenCounts(String header) {
    String token = callers.header("ops").substring("Authorization: Bearer ".length());

    assertThat(http.send("GET", "/info", new byte[0], header.replace("TOKEN", token)).code())
        .isEqualTo(401);
    assertThat(http.get("/info?access_token=" + token).code()).isEqualTo(401);
    assertThat(http.send("GET", "/info", new byte[0], "authorization: bearer  " + token).code())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topic=secret&topic=orders",
        "topic=secret%26topic=orders",
        "Topic=orders&topic=secret",
        "topic=",
        "topic",
        "topic=orders%00secret",
        "topic=orders%23ephemeral",
        "topic=%6frders2",
        "topic=orders;topic=secret",
        "channel=orders",
        ""
      })
  void aLimitedCallerCannotReachAnotherTopic(String query) {
    for (String path : List.of("/pub", "/mpub")) {
      assertThat(asOrders("POST", path + "?" + query, "x").code()).isEqualTo(403);
    }
    assertThat(asOrders("GET", "/stats?format=json&" + query, "").code()).isEqualTo(403);
    assertThat(node.broker.publishes).isEmpty();
  }

  @Test
  void aLimitedCallerReachesHisOwnTopics() {
    assertThat(asOrders("POST", "/pub?topic=orders&topic=secret", "x").text()).isEqualTo("OK");
    assertThat(asOrders("POST", "/pub?topic=%6frders", "x").text()).isEqualTo("OK");
    assertThat(asOrders("POST", "/mpub?topic=orders.eu", "x\ny").text()).isEqualTo("OK");
    assertThat(node.broker.publishes)
        .extracting(publish -> publish.topic().value())
        .containsExactly("orders", "orders", "orders.eu");
  }

  @Test
  void statisticsOfATopicTellALimitedCallerNothingOfOthers() {
    client(1, "orders");
    client(2, "secret");

    String own = asOrders("GET", "/stats?format=json&topic=orders", "").text();
    assertThat(own).contains("host-orders").doesNotContain("secret");
    assertThat(asOps("GET", "/stats?format=json&topic=orders").text()).contains("host-secret");
  }

  @Test
  void aClientThatIsStillSendingSeesTheRefusal() {
    byte[] large = new byte[4 << 20];

    assertThat(http.send("POST", "/pub?topic=t", large).code()).isEqualTo(401);
    assertThat(http.send("POST", "/mpub?topic=t", large, callers.header("orders")).code())
        .isEqualTo(403);
    assertThat(http.send("POST", "/topic/create?topic=t", large).code()).isEqualTo(401);
  }

  @Test
  void aClientThatAsksBeforeItSendsIsRefusedBeforeItSends() {
    byte[] head =
        ("POST /pub?topic=t HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                + "Content-Length: 1000000\r\n\r\n")
            .getBytes(UTF_8);

    assertThat(HttpProbe.parse(http.raw(head, false)).code()).isEqualTo(401);
  }

  @Test
  void refusalsAndActionsAreAudited() {
    http.post("/pub?topic=t", "x");
    asOrders("POST", "/topic/delete?topic=orders", "");
    asOrders("POST", "/pub?topic=orders", "x");
    asOps("POST", "/topic/create?topic=made");
    asOps("POST", "/channel/delete?topic=made&channel=none");
    asOps("GET", "/stats");
    http.get("/ping");

    assertThat(lines())
        .containsExactly(
            "who=- what=\"POST /pub\" topic=t channel=- from=127.0.0.1 result=401",
            "who=orders what=\"POST /topic/delete\" topic=orders channel=- from=127.0.0.1 result=403",
            "who=ops what=\"POST /topic/create\" topic=made channel=- from=127.0.0.1 result=200",
            "who=ops what=\"POST /channel/delete\" topic=made channel=none from=127.0.0.1"
                + " result=404");
  }

  @Test
  void noLineCanBeForged() {
    http.get("/x%0d%0awho=ops%20y?topic=a%0aresult=200&channel=%22%5c" + "c".repeat(300));

    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("who=- what=\"GET /x")
        .contains("topic=a\\u000aresult=200 channel=\\u0022\\u005ccc")
        .endsWith("c... from=127.0.0.1 result=401")
        .doesNotContain("\n", "\r");
  }

  @Test
  void noTokenReachesAnyLog() {
    Logger routes = logger(RouteTable.class.getName());
    Level before = routes.getLevel();
    routes.setLevel(Level.DEBUG);
    try {
      asOps("POST", "/topic/create?topic=t");
      asOps("GET", "/stats");
      asOps("GET", "/nothing");
      asOrders("POST", "/pub?topic=secret", "x");
      http.send("GET", "/stats", new byte[0], "Authorization: Bearer herald_nobody");
    } finally {
      routes.setLevel(before);
    }

    assertThat(all.list).hasSizeGreaterThan(3);
    for (ILoggingEvent event : all.list) {
      assertThat(event.getFormattedMessage()).doesNotContain("herald_nobody");
      assertThat(callers.tokens())
          .allSatisfy(token -> assertThat(event.getFormattedMessage()).doesNotContain(token));
    }
  }

  @Test
  void theFileMayChangeWhileTheNodeRuns() throws IOException {
    callers.token("late", "read").write();
    await(() -> http.send("GET", "/stats", new byte[0], callers.header("late")).code() == 200);

    Files.writeString(callers.file(), "broken\n");
    await(() -> all.list.stream().anyMatch(e -> e.getFormattedMessage().contains("line 1: ")));
    assertThat(http.send("GET", "/stats", new byte[0], callers.header("late")).code())
        .isEqualTo(200);

    new Callers(directory).token("other", "read").write();
    await(() -> http.send("GET", "/stats", new byte[0], callers.header("late")).code() == 401);
  }

  @Test
  void aNodeDoesNotStartWithABrokenFile() throws IOException {
    Files.writeString(callers.file(), "broken\n");

    assertThatThrownBy(() -> TestNode.start(callers.flags()).close())
        .hasMessage(
            "--http-auth-file " + callers.file() + " line 1: needs a name, a credential and roles");
  }

  private void client(long id, String topic) {
    ClientStats client =
        new ClientStats(
            "127.0.0.1:" + id,
            new ClientIdentity("cid", "host-" + topic, "ua", 0, "", ""),
            Instant.EPOCH);
    client.published(new TopicName(topic), 1);
    node.broker.stats().topic(new TopicName(topic));
    node.broker.stats().add(id, client);
  }

  private Reply asOps(String method, String target) {
    return http.send(method, target, new byte[0], callers.header("ops"));
  }

  private Reply asOrders(String method, String target, String body) {
    return http.send(method, target, body.getBytes(UTF_8), callers.header("orders"));
  }

  private List<String> lines() {
    return audit.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static void await(BooleanSupplier condition) {
    Deadline.await("the changed file", condition);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }
}
