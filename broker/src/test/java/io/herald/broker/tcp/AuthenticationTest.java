package io.herald.broker.tcp;

import static io.herald.broker.auth.TestAuthServer.ANYTHING;
import static io.herald.broker.auth.TestAuthServer.saying;
import static io.herald.broker.tcp.SessionByHand.mpub;
import static io.herald.broker.tcp.SessionByHand.pub;
import static io.herald.broker.tcp.SessionByHand.withBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpHandler;
import io.herald.broker.session.ConnectionMessage.Drain;
import io.herald.broker.stats.ClientAuth;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.broker.topic.Topics;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AUTH and what it is for (NSQ protocol, AUTH). */
@Timeout(120)
class AuthenticationTest extends AuthByHand {
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
