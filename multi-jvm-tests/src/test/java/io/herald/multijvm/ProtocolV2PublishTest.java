package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.CommandBytes;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PUB, MPUB and DPUB: names, sizes, counts and delays (nsq-facts 1.1, 1.2). */
class ProtocolV2PublishTest {
  private static final int MAX_MESSAGE = 1024 * 1024;
  private static final int MAX_BODY = 5 * 1024 * 1024;

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  static Stream<String> validNames() {
    return Stream.of(
        "a",
        "A.b_c-9",
        "0",
        ".",
        "-",
        "_",
        "x#ephemeral",
        "n".repeat(64),
        "e".repeat(54) + "#ephemeral");
  }

  static Stream<String> invalidNames() {
    return Stream.of(
        "",
        "n".repeat(65),
        "e".repeat(55) + "#ephemeral",
        "a#b",
        "#ephemeral",
        "a#ephemeral#ephemeral",
        "a#Ephemeral",
        "a/b",
        "a:b",
        "a*",
        "a$",
        "é",
        "a\0",
        "a\t");
  }

  @ParameterizedTest
  @MethodSource("validNames")
  void aValidTopicNameIsAccepted(String name) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.pub(name, "x");
      connection.mpub(name, List.of(new byte[] {1}));
      connection.dpub(name, Duration.ZERO, new byte[] {1});
    }
  }

  @ParameterizedTest
  @MethodSource("invalidNames")
  void anInvalidTopicNameIsRefusedBeforeTheBodyIsRead(String name) throws IOException {
    refuses(CommandBytes.line("PUB " + name), "E_BAD_TOPIC");
    refuses(CommandBytes.line("MPUB " + name), "E_BAD_TOPIC");
    refuses(CommandBytes.line("DPUB " + name + " x"), "E_BAD_TOPIC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUB\n", "MPUB\n", "DPUB\n", "DPUB topic\n"})
  void tooFewParametersAreInvalid(String line) throws IOException {
    refuses(line.getBytes(UTF_8), "E_INVALID");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, MAX_MESSAGE + 1, Integer.MAX_VALUE})
  void aMessageSizeOutOfRangeIsABadMessage(int size) throws IOException {
    String topic = BROKER.topic();
    refuses(sized("PUB " + topic, size), "E_BAD_MESSAGE");
    refuses(sized("DPUB " + topic + " 0", size), "E_BAD_MESSAGE");
    refuses(sized("MPUB " + topic, 100, 1, size), "E_BAD_MESSAGE");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, MAX_BODY + 1, Integer.MAX_VALUE})
  void aBatchSizeOutOfRangeIsABadBody(int size) throws IOException {
    refuses(sized("MPUB " + BROKER.topic(), size), "E_BAD_BODY");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, (MAX_BODY - 4) / 5 + 1, Integer.MAX_VALUE})
  void aMessageCountOutOfRangeIsABadBody(int count) throws IOException {
    refuses(sized("MPUB " + BROKER.topic(), 100, count), "E_BAD_BODY");
  }

  @Test
  void theLargestMessageArrivesAsItWasPublished() throws IOException {
    String topic = BROKER.topic();
    byte[] body = new byte[MAX_MESSAGE];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 31);
    }
    try (NsqConnection connection = BROKER.connect()) {
      connection.sub(topic, "channel");
      connection.rdy(1);
      connection.pub(topic, body);

      Delivery delivery = connection.delivery();
      assertThat(Arrays.equals(delivery.body(), body)).as("same bytes").isTrue();
      connection.fin(delivery.id());
      Expect.open(connection);
    }
  }

  @Test
  void aMessageCarriesItsPublishTimeAttemptAndId() throws IOException {
    String topic = BROKER.topic();
    Instant before = Instant.now();
    try (NsqConnection connection = BROKER.connect()) {
      connection.sub(topic, "channel");
      connection.rdy(10);
      connection.pub(topic, "first");
      Delivery first = connection.delivery();
      connection.pub(topic, "second");
      Delivery second = connection.delivery();

      Instant published = Instant.ofEpochSecond(0, first.timestamp());
      assertThat(published).isBetween(before.minusMillis(2), Instant.now().plusMillis(2));
      assertThat(first.attempt()).isEqualTo(1);
      assertThat(first.id()).matches("[0-9a-f]{16}");
      assertThat(second.id()).isGreaterThan(first.id());
    }
  }

  @Test
  void aBatchIsPublishedWhole() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.sub(topic, "channel");
      connection.mpub(topic, List.of(bytes("a"), bytes("b"), bytes("c")));
      connection.rdy(10);

      assertThat(
              List.of(
                  connection.delivery().text(),
                  connection.delivery().text(),
                  connection.delivery().text()))
          .containsExactlyInAnyOrder("a", "b", "c");
      assertThat(BROKER.http().topicStats(topic).path("message_count").asInt()).isEqualTo(3);
    }
  }

  @Test
  void aBatchWithOneBadMessagePublishesNothing() throws Exception {
    String topic = BROKER.topic();
    BROKER.http().post("/topic/create?topic=" + topic);
    byte[] good = bytes("good");
    byte[] command =
        ByteBuffer.allocate(100)
            .put(CommandBytes.line("MPUB " + topic))
            .putInt(16)
            .putInt(2)
            .putInt(good.length)
            .put(good)
            .putInt(0)
            .array();

    refuses(command, "E_BAD_MESSAGE");

    assertThat(BROKER.http().topicStats(topic).path("message_count").asInt()).isZero();
  }

  @Test
  void theDeclaredBatchSizeIsNotComparedWithItsContent() throws Exception {
    String topic = BROKER.topic();
    byte[] batch = CommandBytes.batch(List.of(bytes("one"), bytes("two")));
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(
          ByteBuffer.allocate(9 + topic.length() + 1 + batch.length)
              .put(CommandBytes.line("MPUB " + topic))
              .putInt(5)
              .put(batch)
              .array());
      Expect.ok(connection);
      Expect.open(connection);
    }
    assertThat(BROKER.http().topicStats(topic).path("message_count").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "1.5", "1e3", "+1", "0x1"})
  void aDelayThatIsNotDigitsIsInvalid(String delay) throws IOException {
    refuses(CommandBytes.line("DPUB " + BROKER.topic() + " " + delay), "E_INVALID");
  }

  @ParameterizedTest
  @CsvSource({"'',0", "0,0", "300,300", "1000,1000"})
  void aDeferredMessageIsNotEarly(String delay, long expectedMillis) throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.sub(topic, "channel");
      connection.rdy(1);
      long start = System.nanoTime();
      connection.send(CommandBytes.withBody("DPUB " + topic + " " + delay, bytes("later")));
      Expect.ok(connection);

      Delivery delivery = connection.delivery();
      long waited = (System.nanoTime() - start) / 1_000_000;
      assertThat(waited).isGreaterThanOrEqualTo(expectedMillis);
      assertThat(delivery.attempt()).isEqualTo(1);
    }
  }

  private static void refuses(byte[] bytes, String code) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(bytes);
      Expect.fatal(connection, code);
    }
  }

  private static byte[] sized(String line, int... ints) {
    byte[] head = CommandBytes.line(line);
    ByteBuffer buffer = ByteBuffer.allocate(head.length + 4 * ints.length).put(head);
    for (int value : ints) {
      buffer.putInt(value);
    }
    return buffer.array();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
