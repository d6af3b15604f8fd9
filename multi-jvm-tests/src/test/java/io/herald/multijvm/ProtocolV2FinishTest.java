package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FIN, REQ and TOUCH: who may, when, and what refuses (nsq-facts 1.2, 2). */
class ProtocolV2FinishTest {
  private static final String UNKNOWN = "0123456789abcdef";
  private static final String SHORT_TIMEOUT = "{\"msg_timeout\":1000}";

  /** nsqd looks for expired messages of a new channel up to 5 s late, Herald 0.1 s. */
  private static final Duration SLACK =
      BrokerProcess.isNsqd() ? Duration.ofSeconds(6) : Duration.ofMillis(400);

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FIN\n",
        "REQ\n",
        "REQ " + UNKNOWN + "\n",
        "TOUCH\n",
        "FIN \n",
        "FIN 0123456789abcde\n",
        "FIN 0123456789abcdef0\n",
        "REQ 0123456789abcde 0\n",
        "TOUCH 0123456789abcdef0\n",
        "REQ " + UNKNOWN + " -1\n",
        "REQ " + UNKNOWN + " soon\n",
        "REQ " + UNKNOWN + " 1.5\n"
      })
  void malformedOnesAreInvalidAndClose(String line) throws IOException {
    try (NsqConnection connection = subscribed(BROKER.topic(), "{}")) {
      connection.send(line);
      Expect.fatal(connection, "E_INVALID");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FIN " + UNKNOWN + ", E_FIN_FAILED",
    "REQ " + UNKNOWN + " 0, E_REQ_FAILED",
    "REQ " + UNKNOWN + " 1000, E_REQ_FAILED",
    "TOUCH " + UNKNOWN + ", E_TOUCH_FAILED",
    "FIN zzzzzzzzzzzzzzzz, E_FIN_FAILED",
    "FIN ffffffffffffffff, E_FIN_FAILED",
    "REQ ZZZZZZZZ-------- 0, E_REQ_FAILED",
    "TOUCH ffffffffffffffff, E_TOUCH_FAILED"
  })
  void anIdThatIsNotInFlightFailsAndTheConnectionGoesOn(String line, String code)
      throws IOException {
    try (NsqConnection connection = subscribed(BROKER.topic(), "{}")) {
      connection.send(line + "\n");
      Expect.nonFatal(connection, code);
    }
  }

  @ParameterizedTest
  @CsvSource({"FIN %s, E_FIN_FAILED", "REQ %s 0, E_REQ_FAILED", "TOUCH %s, E_TOUCH_FAILED"})
  void aMessageThatAnotherClientHoldsFails(String line, String code) throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection holder = subscribed(topic, "{}");
        NsqConnection other = subscribed(topic, "{}")) {
      holder.rdy(1);
      holder.pub(topic, "mine");
      Delivery mine = holder.delivery();

      UnaryOperator<String> withId = text -> text.replace("%s", mine.id());
      other.send(withId.apply(line) + "\n");
      Expect.nonFatal(other, code);
      holder.fin(mine.id());
      Expect.open(holder);
    }
  }

  @Test
  void aMessageMayBeFinishedOnlyOnce() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic, "{}")) {
      connection.rdy(1);
      connection.pub(topic, "x");
      String id = connection.delivery().id();
      connection.fin(id);
      connection.fin(id);
      Expect.nonFatal(connection, "E_FIN_FAILED");
      connection.touch(id);
      Expect.nonFatal(connection, "E_TOUCH_FAILED");

      JsonNode client = BROKER.http().channelStats(topic, "channel").at("/clients/0");
      assertThat(client.path("finish_count").asInt()).isEqualTo(1);
      assertThat(client.path("in_flight_count").asInt()).isZero();
    }
  }

  @Test
  void aRequeuedMessageComesAgainWithTheNextAttempt() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic, "{}")) {
      connection.rdy(1);
      connection.pub(topic, "again");
      Delivery first = connection.delivery();
      connection.req(first.id(), Duration.ZERO);
      Delivery second = connection.delivery();

      assertThat(second.id()).isEqualTo(first.id());
      assertThat(second.timestamp()).isEqualTo(first.timestamp());
      assertThat(second.text()).isEqualTo("again");
      assertThat(second.attempt()).isEqualTo(2);
      JsonNode channel = BROKER.http().channelStats(topic, "channel");
      assertThat(channel.path("requeue_count").asInt()).isEqualTo(1);
      assertThat(channel.path("timeout_count").asInt()).isZero();
      assertThat(channel.at("/clients/0/requeue_count").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aMessageRequeuedWithDelayWaitsForIt() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic, "{}")) {
      connection.rdy(1);
      connection.pub(topic, "later");
      Delivery first = connection.delivery();
      long start = System.nanoTime();
      connection.req(first.id(), Duration.ofMillis(700));
      Expect.open(connection);
      JsonNode channel = BROKER.http().channelStats(topic, "channel");
      assertThat(channel.path("deferred_count").asInt()).isEqualTo(1);
      assertThat(channel.path("in_flight_count").asInt()).isZero();

      Delivery second = connection.delivery();
      assertThat(millisSince(start)).isBetween(700L, 700L + SLACK.toMillis());
      assertThat(second.attempt()).isEqualTo(2);
    }
  }

  @Test
  void aRequeueDelayBeyondTheMaximumIsClamped() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic, "{}")) {
      connection.rdy(1);
      connection.pub(topic, "much later");
      connection.send("REQ " + connection.delivery().id() + " 9999999999\n");
      Expect.open(connection);
      assertThat(BROKER.http().channelStats(topic, "channel").path("deferred_count").asInt())
          .isEqualTo(1);
    }
  }

  @Test
  void aMessageThatIsNeitherFinishedNorTouchedTimesOut() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic, SHORT_TIMEOUT)) {
      connection.rdy(1);
      connection.pub(topic, "x");
      Delivery first = connection.delivery();
      long start = System.nanoTime();
      Delivery second = connection.delivery();

      assertThat(millisSince(start)).isBetween(990L, 1000L + SLACK.toMillis());
      assertThat(second.id()).isEqualTo(first.id());
      assertThat(second.attempt()).isEqualTo(2);
      connection.fin(second.id());
      Expect.open(connection);
      JsonNode channel = BROKER.http().channelStats(topic, "channel");
      assertThat(channel.path("timeout_count").asInt()).isEqualTo(1);
      assertThat(channel.path("requeue_count").asInt()).isZero();
    }
  }

  @Test
  void afterItsTimeoutAMessageCannotBeFinished() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic, SHORT_TIMEOUT)) {
      connection.rdy(1);
      connection.pub(topic, "x");
      String id = connection.delivery().id();
      connection.rdy(0);
      Await.until(
          "timeout",
          Duration.ofSeconds(8),
          () -> BROKER.http().channelStats(topic, "channel").path("timeout_count").asInt() == 1);
      connection.fin(id);
      Expect.nonFatal(connection, "E_FIN_FAILED");
    }
  }

  @Test
  void touchRenewsTheDeadline() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic, SHORT_TIMEOUT)) {
      connection.rdy(1);
      connection.pub(topic, "x");
      String id = connection.delivery().id();
      Await.pass(Duration.ofMillis(700));
      long touched = System.nanoTime();
      connection.touch(id);
      Delivery second = connection.delivery();

      assertThat(millisSince(touched)).isBetween(990L, 1000L + SLACK.toMillis());
      assertThat(second.attempt()).isEqualTo(2);
    }
  }

  @Test
  @HeraldOnly("leaves them to their timeout")
  void whatAClosedConsumerHeldGoesToAnotherAtOnce() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection other = subscribed(topic, "{}")) {
      Delivery held;
      try (NsqConnection holder = subscribed(topic, "{}")) {
        holder.rdy(1);
        holder.pub(topic, "x");
        held = holder.delivery();
        other.rdy(1);
      }
      Delivery again = other.delivery(Duration.ofSeconds(2)).orElseThrow();
      assertThat(again.id()).isEqualTo(held.id());
      assertThat(again.attempt()).isEqualTo(2);
    }
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static NsqConnection subscribed(String topic, String identify) throws IOException {
    NsqConnection connection = BROKER.connect();
    connection.identify(identify);
    connection.sub(topic, "channel");
    return connection;
  }
}
