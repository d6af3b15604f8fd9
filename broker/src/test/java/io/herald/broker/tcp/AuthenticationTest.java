package io.herald.broker.tcp;

import static io.herald.broker.auth.TestAuthServer.ANYTHING;
import static io.herald.broker.auth.TestAuthServer.answering;
import static io.herald.broker.auth.TestAuthServer.saying;
import static io.herald.broker.tcp.SessionByHand.mpub;
import static io.herald.broker.tcp.SessionByHand.pub;
import static io.herald.broker.tcp.SessionByHand.withBody;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpHandler;
import io.herald.broker.auth.AuthServers;
import io.herald.broker.auth.TestAuthServer;
import io.herald.broker.session.ConnectionMessage.Drain;
import io.herald.broker.stats.ClientAuth;
import io.herald.broker.tls.ClientTls;
import io.herald.broker.tls.TlsFileException;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.broker.topic.Topics;
import io.herald.config.Settings;
import io.herald.protocol.message.MessageFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AUTH and what it is for, with a real auth server (NSQ protocol, AUTH). */
@Timeout(120)
class AuthenticationTest {
  private static final int SECRET_BYTES_MAX = Settings.defaults().auth().maxAuthSecretSize();
  private static final String AUTH = withBody("AUTH", "open sesame");
  private static final String AUTHED =
      "{\"identity\":\"ann\",\"identity_url\":\"http://ann\",\"permission_count\":1}";

  private static ActorTestKit kit;
  private TestAuthServer server;
  private AuthServers servers;

  @BeforeAll
  static void startKit() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stopKit() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void startServer() throws TlsFileException {
    server = answering(ANYTHING);
    Settings settings = Settings.ofFlags("--auth-http-address=" + server.address());
    servers = new AuthServers(settings.auth(), ClientTls.of(settings.tls()));
  }

  @AfterEach
  void stopServer() {
    servers.close();
    server.close();
  }

  private static String granting(int ttl, String... topics) {
    List<String> entries = new ArrayList<>();
    for (String topic : topics) {
      entries.add(
          "{\"topic\":\"^%s$\",\"channels\":[\"^$\",\"^ch$\"],".formatted(topic)
              + "\"permissions\":[\"publish\",\"subscribe\"]}");
    }
    return "{\"ttl\":%d,\"identity\":\"ann\",\"authorizations\":[%s]}"
        .formatted(ttl, String.join(",", entries));
  }

  private SessionByHand session() {
    return new SessionByHand(kit, Optional.of(servers));
  }

  /** A session whose client has authenticated itself. */
  private SessionByHand authed() {
    SessionByHand client = session();
    client.send(AUTH);
    client.hear();
    assertThat(client.frames()).singleElement().asString().startsWith("{\"identity\":\"ann\"");
    return client;
  }

  private static void isRefused(SessionByHand client, String... frames) {
    assertThat(client.frames()).containsExactly(frames);
    assertThat(client.session.isClosing()).isTrue();
    assertThat(client.session.wantsInput()).isFalse();
    client.topics.expectNoMessage();
    client.partition.expectNoMessage();
  }

  @Test
  void withoutAuthServersAuthIsDisabledAndNobodyNeedsIt() {
    SessionByHand client = new SessionByHand(kit, Optional.empty()).open("orders");
    client.send(withBody("IDENTIFY", "{\"feature_negotiation\":true}"), pub("orders", "a"));
    assertThat(client.frames()).singleElement().asString().contains("\"auth_required\":false");
    client.store(client.append());
    assertThat(client.frames()).containsExactly("OK");
    assertThat(client.stats.auth()).isEqualTo(ClientAuth.NONE);
    client.send(AUTH);
    isRefused(client, "E_AUTH_DISABLED AUTH disabled");
  }

  @Test
  void identifySaysThatAuthIsRequired() {
    SessionByHand client = session();
    client.send(withBody("IDENTIFY", "{\"feature_negotiation\":true}"));
    assertThat(client.frames()).singleElement().asString().contains("\"auth_required\":true");
  }

  @Test
  void theAuthServerIsToldOfTheClientAndTheClientOfItsIdentity() throws Exception {
    SessionByHand client = session();
    client.send(AUTH);
    assertThat(client.frames()).isEmpty();
    assertThat(client.session.wantsInput()).isFalse();
    client.hear();
    assertThat(client.frames()).containsExactly(AUTHED);
    assertThat(client.session.wantsInput()).isTrue();
    assertThat(server.requests().get(0).query())
        .isEqualTo("common_name=&remote_ip=10.1.2.3&secret=open+sesame&tls=false");
    assertThat(client.stats.auth()).isEqualTo(new ClientAuth(true, "ann", "http://ann"));
    client.send(AUTH);
    isRefused(client, "E_INVALID AUTH already set");
  }

  @Test
  void aSecretHasALength() {
    String longest = "s".repeat(SECRET_BYTES_MAX);
    SessionByHand client = session();
    client.send(withBody("AUTH", longest));
    client.hear();
    assertThat(client.frames()).containsExactly(AUTHED);
    SessionByHand tooLong = session();
    tooLong.send(withBody("AUTH", longest + "s"));
    isRefused(tooLong, "E_BAD_BODY AUTH body too big 65537 > 65536");
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"PUB", "MPUB", "DPUB", "SUB"})
  void beforeAuthNothingGoes(String command) {
    SessionByHand client = session().open("orders");
    client.send(command(command, "orders"), pub("orders", "behind"));
    isRefused(client, "E_AUTH_FIRST AUTH required before " + command);
    assertThat(server.requests()).isEmpty();
  }

  private static String command(String word, String topic) {
    return switch (word) {
      case "PUB" -> pub(topic, "a");
      case "MPUB" -> mpub(topic, "a", "b");
      case "DPUB" -> withBody("DPUB " + topic + " 1", "a");
      default -> "SUB " + topic + " ch\n";
    };
  }

  @ParameterizedTest
  @CsvSource({"PUB, ''", "MPUB, ''", "DPUB, ''", "SUB, ch"})
  void whatTheAnswerDoesNotAllowIsUnauthorized(String command, String channel) {
    server.responds(saying(200, granting(60, "orders")));
    SessionByHand client = authed().open("orders", "other");
    client.send(command(command, "other"), pub("orders", "behind"));
    isRefused(
        client, "E_UNAUTHORIZED AUTH failed for " + command + " on \"other\" \"" + channel + "\"");
  }

  @Test
  void aChannelIsAllowedByName() {
    server.responds(saying(200, granting(60, "orders")));
    SessionByHand client = authed();
    client.send("SUB orders other\n");
    isRefused(client, "E_UNAUTHORIZED AUTH failed for SUB on \"orders\" \"other\"");
    SessionByHand allowed = authed();
    allowed.send("SUB orders ch\n");
    Topics.Subscribe subscribe =
        allowed.topics.expectMessageClass(Topics.Subscribe.class, SessionByHand.PATIENCE);
    assertThat(subscribe.channel().value()).isEqualTo("ch");
  }

  @Test
  void aBrokenAuthServerDenies() {
    server.responds(saying(500, ANYTHING));
    SessionByHand client = session().open("orders");
    client.send(AUTH, pub("orders", "behind"));
    client.hear();
    isRefused(client, "E_AUTH_FAILED AUTH failed");
    assertThat(client.stats.auth()).isEqualTo(ClientAuth.NONE);
  }

  @Test
  void anAnswerWithoutAuthorizationsDenies() {
    server.responds(saying(200, granting(60)));
    SessionByHand client = session().open("orders");
    client.send(AUTH, pub("orders", "behind"));
    client.hear();
    isRefused(client, "E_UNAUTHORIZED AUTH no authorizations found");
    assertThat(client.stats.auth().authed()).isFalse();
  }

  @Test
  void nothingBehindAuthIsExecutedBeforeTheAnswerAndThenEverythingInOrder() {
    SessionByHand client = session().open("orders", "bills");
    client.send(
        withBody("IDENTIFY", "{}"),
        AUTH,
        pub("orders", "one"),
        pub("bills", "two"),
        mpub("orders", "three", "four"),
        "PUB orders\n");
    assertThat(client.frames()).containsExactly("OK");
    client.partition.expectNoMessage();
    client.hear();
    assertThat(client.frames()).containsExactly(AUTHED);
    Append orders = client.append();
    Append bills = client.append();
    assertThat(bodies(orders)).containsExactly("one", "three", "four");
    assertThat(bodies(bills)).containsExactly("two");
    client.store(bills);
    assertThat(client.frames()).isEmpty();
    client.store(orders);
    assertThat(client.frames()).containsExactly("OK", "OK", "OK");
  }

  private static List<String> bodies(Append append) {
    List<String> bodies = new ArrayList<>();
    byte[] frames = append.frames();
    for (int at = 0; at < frames.length; ) {
      int end = MessageFrame.next(frames, at);
      int body = at + MessageFrame.HEADER_BYTES;
      bodies.add(new String(frames, body, end - body, ISO_8859_1));
      at = end;
    }
    return bodies;
  }

  @Test
  void inputMayBeCutAnywhere() {
    SessionByHand client = session().open("orders");
    for (char each : (AUTH + pub("orders", "one") + mpub("orders", "two")).toCharArray()) {
      while (!client.session.wantsInput()) {
        client.hear();
      }
      client.send(String.valueOf(each));
    }
    client.store(client.append());
    client.store(client.append());
    assertThat(client.frames()).containsExactly(AUTHED, "OK", "OK");
  }

  @Test
  void aDenialInMidPipelineKeepsBehindTheOksInFrontOfIt() {
    server.responds(saying(200, granting(60, "orders", "bills")));
    SessionByHand client = authed().open("orders", "bills", "other");
    client.send(pub("orders", "1"), pub("bills", "2"), pub("other", "3"), pub("orders", "4"));
    Append orders = client.append();
    Append bills = client.append();
    client.partition.expectNoMessage();
    assertThat(bodies(orders)).containsExactly("1");
    assertThat(client.session.wantsInput()).isFalse();
    assertThat(client.session.isClosing()).isFalse();
    client.store(bills);
    assertThat(client.frames()).isEmpty();
    client.store(orders);
    isRefused(client, "OK", "OK", "E_UNAUTHORIZED AUTH failed for PUB on \"other\" \"\"");
  }

  /** Answers when released. */
  private static HttpHandler after(CountDownLatch released, HttpHandler then) {
    return exchange -> {
      try {
        released.await();
      } catch (InterruptedException closed) {
        return;
      }
      then.handle(exchange);
    };
  }

  /** Publishes until the answer has run out and the next PUB waits for a new one. */
  private static int publishUntilItIsHeld(SessionByHand client) {
    for (int published = 0; ; published++) {
      client.send(pub("orders", "n" + published));
      if (!client.session.wantsInput()) {
        return published;
      }
      client.store(client.append());
      assertThat(client.frames()).containsExactly("OK");
    }
  }

  @Test
  void whenTheAnswerHasRunOutTheServerIsAskedAgainInMidPipeline() {
    server.responds(saying(200, granting(1, "orders")));
    SessionByHand client = authed().open("orders");
    for (int round = 2; round <= 3; round++) {
      CountDownLatch released = new CountDownLatch(1);
      server.responds(after(released, saying(200, granting(1, "orders"))));
      int held = publishUntilItIsHeld(client);
      assertThat(held).isPositive();
      client.hearsNothing();
      client.partition.expectNoMessage();
      released.countDown();
      client.hear();
      assertThat(server.requests()).hasSize(round);
      Append append = client.append();
      assertThat(bodies(append)).containsExactly("n" + held);
      client.store(append);
      assertThat(client.frames()).containsExactly("OK");
    }
    assertThat(client.session.wantsInput()).isTrue();
  }

  @Test
  void aChunkThatIsHeldInItsMiddleIsExecutedOnceAndInOrder() {
    server.responds(saying(200, granting(1, "orders", "bills")));
    SessionByHand client = authed().open("orders", "bills");
    CountDownLatch released = new CountDownLatch(1);
    server.responds(after(released, saying(200, granting(60, "orders", "bills"))));
    publishUntilItIsHeld(client);
    client.send(mpub("bills", "two", "three"), withBody("DPUB orders 1", "four"), "NOP\n");
    client.hearsNothing();
    released.countDown();
    client.hear();
    Append held = client.append();
    Append bills = client.append();
    Append orders = client.append();
    assertThat(bodies(bills)).containsExactly("two", "three");
    assertThat(bodies(orders)).containsExactly("four");
    client.store(orders);
    client.store(bills);
    assertThat(client.frames()).isEmpty();
    client.store(held);
    assertThat(client.frames()).containsExactly("OK", "OK", "OK");
  }

  @Test
  void aHeldSubGoesOn() {
    server.responds(saying(200, granting(1, "orders")));
    SessionByHand consumer = authed();
    SessionByHand producer = authed().open("orders");
    publishUntilItIsHeld(producer);
    consumer.send("SUB orders ch\n"); // whose answer is older, and so has run out, too
    assertThat(consumer.session.wantsInput()).isFalse();
    consumer.topics.expectNoMessage();
    consumer.hear();
    consumer.topics.expectMessageClass(Topics.Subscribe.class, SessionByHand.PATIENCE);
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void whenTheServerFailsAtTheSecondAskingEarlierOksComeFirst() {
    server.responds(saying(200, granting(1, "orders")));
    SessionByHand client = authed().open("orders");
    server.responds(saying(503, ""));
    Append last = null;
    for (int n = 0; client.session.wantsInput(); n++) {
      client.send(pub("orders", "n" + n));
      if (client.session.wantsInput()) {
        if (last != null) {
          client.store(last);
          assertThat(client.frames()).containsExactly("OK");
        }
        last = client.append();
      }
    }
    client.hear();
    assertThat(client.frames()).isEmpty();
    client.store(last);
    isRefused(client, "OK", "E_AUTH_FAILED AUTH failed");
  }

  @Test
  void whatTheSecondAnswerNoLongerAllowsIsUnauthorized() {
    for (String answer : List.of(granting(60, "bills"), granting(60))) {
      server.responds(saying(200, granting(1, "orders")));
      SessionByHand client = authed().open("orders");
      server.responds(saying(200, answer));
      publishUntilItIsHeld(client);
      client.hear();
      isRefused(client, "E_UNAUTHORIZED AUTH failed for PUB on \"orders\" \"\"");
    }
  }

  @Test
  void manyTopicsMayBePublishedTo() {
    SessionByHand client = authed();
    for (int n = 0; n < 200; n++) {
      client.open("t" + n);
      client.send(pub("t" + n, "a"), pub("t" + n / 2, "b"));
    }
    client.frames();
    client.partition.receiveSeveralMessages(399);
    assertThat(client.session.wantsInput()).isTrue();
  }

  @Test
  void aConnectionThatEndsGivesItsQuestionUp() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    HttpHandler held = after(released, saying(200, ANYTHING));
    server.responds(
        exchange -> {
          asked.countDown();
          held.handle(exchange);
        });
    SessionByHand client = session();
    client.send(AUTH);
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    client.session.ended();
    released.countDown();
    client.hearsNothing();
  }

  @Test
  void aNodeThatStopsDoesNotWaitForTheAnswer() {
    CountDownLatch released = new CountDownLatch(1);
    server.responds(after(released, saying(200, ANYTHING)));
    SessionByHand client = session();
    client.send(AUTH);
    client.session.told(Drain.INSTANCE);
    assertThat(client.session.isClosing()).isTrue();
    released.countDown();
  }

  @Test
  void theReplyIsJson() throws Exception {
    server.responds(saying(200, granting(60, "a", "b").replace("ann", "\\\"an\\u0000n\\\" <☃>")));
    SessionByHand client = session();
    client.send(AUTH);
    client.hear();
    assertThat(new ObjectMapper().readTree(client.frames().get(0)))
        .isEqualTo(
            new ObjectMapper()
                .createObjectNode()
                .put("identity", "\"an\0n\" <☃>")
                .put("identity_url", "")
                .put("permission_count", 2));
  }
}
