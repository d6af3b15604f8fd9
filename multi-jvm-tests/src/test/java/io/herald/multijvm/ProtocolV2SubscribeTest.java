package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.CommandBytes;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SUB, RDY and CLS: states, checks and the ready count (nsq-facts 1.2, 1.4). */
class ProtocolV2SubscribeTest {
  private static final Duration QUIET = Duration.ofMillis(200);

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RDY 1\n",
        "FIN 0000000000000000\n",
        "REQ 0000000000000000 0\n",
        "TOUCH 0000000000000000\n",
        "CLS\n",
        "FIN\n",
        "SUB\n",
        "SUB topic\n"
      })
  void beforeSubTheseAreInvalid(String line) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(line);
      Expect.fatal(connection, "E_INVALID");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"IDENTIFY\n", "SUB topic channel\n", "SUB\n", "AUTH\n"})
  void afterSubTheseAreInvalid(String line) throws IOException {
    try (NsqConnection connection = subscribed(BROKER.topic())) {
      connection.send(line);
      Expect.fatal(connection, "E_INVALID");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CLS\n", "SUB topic channel\n", "IDENTIFY\n"})
  void afterClsTheseAreInvalid(String line) throws IOException {
    try (NsqConnection connection = subscribed(BROKER.topic())) {
      connection.cls();
      connection.send(line);
      Expect.fatal(connection, "E_INVALID");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTH surplus\n", "AUTH\n\0\0\0\0", "AUTH\n\0\0\0\6secret"})
  void authIsRefusedInNsqdsOrder(String command) throws IOException {
    String code =
        command.contains("surplus")
            ? "E_INVALID"
            : command.contains("secret") ? "E_AUTH_DISABLED" : "E_BAD_BODY";
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(command);
      Expect.fatal(connection, code);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bad$topic, bad$channel, E_BAD_TOPIC",
    "'', channel, E_BAD_TOPIC",
    "topic, bad$channel, E_BAD_CHANNEL",
    "topic, '', E_BAD_CHANNEL",
    "topic, channel#temporary, E_BAD_CHANNEL"
  })
  void badNamesAreRefusedTopicFirst(String topic, String channel, String code) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(CommandBytes.sub(topic, channel));
      Expect.fatal(connection, code);
    }
  }

  @Test
  void subCreatesTopicAndChannel() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic)) {
      JsonNode channel = BROKER.http().channelStats(topic, "channel");
      assertThat(channel.path("client_count").asInt()).isEqualTo(1);
      assertThat(channel.at("/clients/0/state").asInt()).isEqualTo(3);
      connection.cls();
      assertThat(BROKER.http().channelStats(topic, "channel").at("/clients/0/state").asInt())
          .isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RDY 2501\n", "RDY -1\n", "RDY x\n", "RDY 1.0\n", "RDY +1\n", "RDY 99999999999\n"})
  void aReadyCountOutOfRangeIsInvalid(String line) throws IOException {
    try (NsqConnection connection = subscribed(BROKER.topic())) {
      connection.send(line);
      Expect.fatal(connection, "E_INVALID");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RDY 0\n", "RDY 2500\n", "RDY 007\n", "RDY\n", "RDY 1 surplus\n"})
  void aReadyCountInRangeHasNoAnswer(String line) throws IOException {
    try (NsqConnection connection = subscribed(BROKER.topic())) {
      connection.send(line);
      Expect.open(connection);
    }
  }

  @Test
  void beforeTheFirstRdyNothingIsDelivered() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic)) {
      connection.pub(topic, "x");
      assertThat(connection.delivery(QUIET)).isEmpty();
      connection.send("RDY\n");
      connection.delivery();
    }
  }

  @Test
  void theReadyCountIsACeilingOnWhatIsHeld() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic)) {
      connection.mpub(topic, List.of(new byte[] {1}, new byte[] {2}, new byte[] {3}));
      connection.rdy(2);
      Delivery first = connection.delivery();
      Delivery second = connection.delivery();
      assertThat(connection.delivery(QUIET)).as("a third while two are held").isEmpty();

      connection.fin(first.id());
      Delivery third = connection.delivery();
      connection.fin(second.id());
      connection.fin(third.id());
      Expect.open(connection);
    }
  }

  @Test
  void readyZeroStopsTheFlow() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic)) {
      connection.rdy(5);
      connection.pub(topic, "first");
      connection.fin(connection.delivery().id());
      connection.rdy(0);
      connection.pub(topic, "second");
      assertThat(connection.delivery(QUIET)).isEmpty();
      connection.rdy(1);
      assertThat(connection.delivery().text()).isEqualTo("second");
    }
  }

  @Test
  void aMessageIsHeldByOneConsumerOfTheChannel() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection one = subscribed(topic);
        NsqConnection other = subscribed(topic)) {
      one.rdy(10);
      other.rdy(10);
      one.pub(topic, "x");
      boolean first = one.delivery(Duration.ofSeconds(1)).isPresent();
      boolean second = other.delivery(first ? QUIET : Duration.ofSeconds(1)).isPresent();
      assertThat(first ^ second).isTrue();
    }
  }

  @Test
  void aMessageArrivesLongBeforeAHighReadyCountIsFilled() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.identify("{\"output_buffer_size\":65536}");
      connection.sub(topic, "channel");
      connection.rdy(2500);
      connection.pub(topic, "alone");
      assertThat(connection.delivery(Duration.ofSeconds(1))).isPresent();
    }
  }

  @Test
  @HeraldOnly("keeps it in the buffer until the output timeout that the client asked for")
  void aLongOutputTimeoutDoesNotDelayALonelyMessage() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.identify("{\"output_buffer_size\":65536,\"output_buffer_timeout\":30000}");
      connection.sub(topic, "channel");
      connection.rdy(2500);
      connection.pub(topic, "alone");
      assertThat(connection.delivery(Duration.ofSeconds(2))).isPresent();
    }
  }

  @Test
  void afterClsWhatIsHeldMayBeFinishedAndNothingNewComes() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic)) {
      connection.rdy(3);
      connection.mpub(topic, List.of(new byte[] {1}, new byte[] {2}, new byte[] {3}));
      Delivery finished = connection.delivery();
      Delivery requeued = connection.delivery();
      Delivery touched = connection.delivery();
      connection.cls();
      connection.send("RDY 5\n");
      connection.send("RDY nonsense\n");
      connection.pub(topic, "new");
      connection.touch(touched.id());
      connection.fin(finished.id());
      connection.req(requeued.id(), Duration.ZERO);
      assertThat(connection.delivery(QUIET)).isEmpty();
      Expect.open(connection);

      JsonNode channel = BROKER.http().channelStats(topic, "channel");
      assertThat(channel.path("in_flight_count").asInt()).isEqualTo(1);
      assertThat(channel.path("depth").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aSubscribedConnectionMayPublish() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = subscribed(topic)) {
      connection.rdy(1);
      connection.pub(topic, "to myself".getBytes(UTF_8));
      assertThat(connection.delivery().text()).isEqualTo("to myself");
    }
  }

  private static NsqConnection subscribed(String topic) throws IOException {
    NsqConnection connection = BROKER.connect();
    connection.sub(topic, "channel");
    return connection;
  }
}
