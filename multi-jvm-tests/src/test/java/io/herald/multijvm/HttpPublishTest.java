package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.CommandBytes;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /pub and POST /mpub (nsq-facts 3). */
class HttpPublishTest {
  private static final int MAX_MESSAGE = 1024 * 1024;
  private static final int MAX_BODY = 5 * 1024 * 1024;

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @Test
  void aBodyIsPublishedAsItIs() throws Exception {
    String topic = BROKER.topic();
    accepts(BROKER.http().post("/pub?topic=" + topic, "line\nand \0 more\r\n"));
    assertThat(consume(topic, 1)).containsExactly("line\nand \0 more\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'/pub', x, 400, MISSING_ARG_TOPIC",
    "'/pub?topic=a%20b', x, 400, INVALID_TOPIC",
    "'/pub?topic=', x, 400, INVALID_TOPIC",
    "'/pub?topic=a%20b', '', 400, MSG_EMPTY",
    "'/pub', '', 400, MSG_EMPTY",
    "'/pub?topic=t&defer=x', x, 400, INVALID_DEFER",
    "'/pub?topic=t&defer=', x, 400, INVALID_DEFER",
    "'/pub?topic=t&defer=-1', x, 400, INVALID_DEFER",
    "'/pub?topic=t&defer=99999999999', x, 400, INVALID_DEFER",
    "'/mpub', x, 400, MISSING_ARG_TOPIC",
    "'/mpub?topic=a%20b', x, 400, INVALID_TOPIC"
  })
  void wrongArgumentsAreRefused(String path, String body, int status, String message)
      throws Exception {
    refuses(BROKER.http().post(path, body), status, message);
  }

  @Test
  void sizesAreLimitedBeforeTheTopicIsRead() throws Exception {
    HttpProbe http = BROKER.http();
    accepts(http.post("/pub?topic=" + BROKER.topic(), new byte[MAX_MESSAGE]));
    refuses(http.post("/pub?topic=a%20b", new byte[MAX_MESSAGE + 1]), 413, "MSG_TOO_BIG");
    refuses(http.post("/mpub?topic=a%20b", new byte[MAX_BODY + 1]), 413, "BODY_TOO_BIG");
    refuses(
        http.post("/mpub?topic=" + BROKER.topic(), new byte[MAX_MESSAGE + 1]), 413, "MSG_TOO_BIG");
  }

  @Test
  void aDeferredMessageIsNotEarly() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection consumer = BROKER.connect()) {
      consumer.sub(topic, "channel");
      consumer.rdy(1);
      long start = System.nanoTime();
      accepts(BROKER.http().post("/pub?topic=" + topic + "&defer=600", "later"));
      assertThat(consumer.delivery().text()).isEqualTo("later");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(600_000_000L);
    }
  }

  @Test
  void aTextBatchIsCutAtLineFeedsOnlyAndSkipsEmptyLines() throws Exception {
    String topic = BROKER.topic();
    accepts(BROKER.http().post("/mpub?topic=" + topic, "one\n\n\ntwo\r\nthree \n four"));
    assertThat(consume(topic, 4)).containsExactlyInAnyOrder("one", "two\r", "three ", " four");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\n\n\n"})
  void aTextBatchMayHoldNothing(String body) throws Exception {
    String topic = BROKER.topic();
    BROKER.http().post("/topic/create?topic=" + topic);
    accepts(BROKER.http().post("/mpub?topic=" + topic, body));
    assertThat(BROKER.http().topicStats(topic).path("message_count").asInt()).isZero();
  }

  @Test
  void aTextBatchWithOneLineTooLongPublishesNothing() throws Exception {
    String topic = BROKER.topic();
    BROKER.http().post("/topic/create?topic=" + topic);
    String body = "good\n" + "x".repeat(MAX_MESSAGE + 1) + "\ngood";
    refuses(BROKER.http().post("/mpub?topic=" + topic, body), 413, "MSG_TOO_BIG");
    assertThat(BROKER.http().topicStats(topic).path("message_count").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "1", "yes", ""})
  void aBinaryBatchIsCountedAndSized(String binary) throws Exception {
    String topic = BROKER.topic();
    byte[] batch = CommandBytes.batch(List.of("a\nb".getBytes(UTF_8), "c".getBytes(UTF_8)));
    accepts(BROKER.http().post("/mpub?topic=" + topic + "&binary=" + binary, batch));
    assertThat(consume(topic, 2)).containsExactlyInAnyOrder("a\nb", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "0"})
  void aBatchIsTextUnlessBinaryIsAskedFor(String binary) throws Exception {
    String topic = BROKER.topic();
    accepts(BROKER.http().post("/mpub?topic=" + topic + "&binary=" + binary, "a\nb"));
    assertThat(consume(topic, 2)).containsExactlyInAnyOrder("a", "b");
  }

  @ParameterizedTest
  @CsvSource({
    "'0', BAD_BODY",
    "'-1', BAD_BODY",
    "'1048576', BAD_BODY",
    "'1', BAD_MESSAGE",
    "'1 0', BAD_MESSAGE",
    "'1 -1', BAD_MESSAGE",
    "'1 1048577', BAD_MESSAGE",
    "'1 5 0', BAD_MESSAGE"
  })
  void aMalformedBinaryBatchIsRefused(String ints, String message) throws Exception {
    ByteBuffer body = ByteBuffer.allocate(4 * ints.split(" ", -1).length);
    for (String number : ints.split(" ", -1)) {
      body.putInt(Integer.parseInt(number));
    }
    String path = "/mpub?binary=true&topic=" + BROKER.topic();
    refuses(BROKER.http().post(path, body.array()), 413, message);
  }

  private static List<String> consume(String topic, int count) throws Exception {
    List<String> bodies = new ArrayList<>();
    try (NsqConnection consumer = BROKER.connect()) {
      consumer.sub(topic, "channel");
      consumer.rdy(count);
      for (int i = 0; i < count; i++) {
        Delivery delivery = consumer.delivery();
        bodies.add(delivery.text());
        consumer.fin(delivery.id());
      }
      Expect.open(consumer);
    }
    assertThat(BROKER.http().topicStats(topic).path("message_count").asInt()).isEqualTo(count);
    return bodies;
  }

  private static void accepts(HttpProbe.Answer answer) {
    assertThat(answer.text()).isEqualTo("OK");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("X-NSQ-Content-Type")).contains("nsq; version=1.0");
  }

  private static void refuses(HttpProbe.Answer answer, int status, String message) {
    assertThat(answer.text()).isEqualTo("{\"message\":\"" + message + "\"}");
    assertThat(answer.status()).isEqualTo(status);
  }
}
