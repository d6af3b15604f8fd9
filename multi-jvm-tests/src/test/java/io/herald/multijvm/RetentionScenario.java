package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a topic keeps, refuses and drops on a node in its own process, on whatever store. */
@Timeout(300)
abstract class RetentionScenario {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String TOPIC = "orders";
  private static final int BODY_BYTES = 1000;
  private static final int BATCH = 100;

  private Path dataPath;
  private LaunchOptions options;
  private BrokerProcess node;
  private HttpProbe http;

  /** How nodes with this store are started. */
  abstract LaunchOptions store() throws Exception;

  /** How much the store has of the messages, in whatever it counts. */
  abstract long size(Path dataPath) throws Exception;

  @BeforeEach
  void start() throws Exception {
    dataPath = WorkDirectory.create();
    options =
        store()
            .withDataPath(dataPath)
            .withHerald("--segment-bytes", "1MiB")
            .withHerald("--retention-check-interval", "200ms");
    begin();
  }

  private void begin() throws Exception {
    node = BrokerProcess.start(options);
    http = new HttpProbe(node.http());
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    WorkDirectory.delete(dataPath);
  }

  private void done(String path) throws Exception {
    HttpProbe.Answer answer = http.post(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private JsonNode describe() throws Exception {
    HttpProbe.Answer answer = http.get("/topic/describe?topic=" + TOPIC);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private JsonNode channel() throws Exception {
    return describe().path("channels").path(0);
  }

  /** Numbered bodies of 1000 bytes. */
  private void publish(int from, int to) throws Exception {
    try (NsqConnection connection = NsqConnection.open(node.tcp()).readTimeout(LIMIT)) {
      for (int batch = from; batch < to; batch += BATCH) {
        List<byte[]> bodies = new ArrayList<>();
        for (int n = batch; n < Math.min(to, batch + BATCH); n++) {
          bodies.add((n + ":" + "x".repeat(BODY_BYTES)).getBytes(US_ASCII));
        }
        connection.mpub(TOPIC, bodies);
      }
    }
  }

  private NsqConnection consumer(int ready) throws Exception {
    NsqConnection connection = NsqConnection.open(node.tcp()).readTimeout(LIMIT);
    connection.sub(TOPIC, "c");
    connection.rdy(ready);
    return connection;
  }

  private static int number(Delivery delivery) {
    String body = new String(delivery.body(), US_ASCII);
    return Integer.parseInt(body.substring(0, body.indexOf(':')));
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    Await.until(what, LIMIT, condition);
  }

  @Test
  void spaceIsGivenBackWhenTheAgeIsChangedAndMessagesAreFinished() throws Exception {
    done("/topic/create?topic=" + TOPIC);
    done("/channel/create?topic=" + TOPIC + "&channel=c");
    publish(0, 5000);
    long full = size(dataPath);
    try (NsqConnection consumer = consumer(500)) {
      for (int n = 0; n < 5000; n++) {
        consumer.fin(consumer.delivery().id());
      }
      await("FINs", () -> channel().path("lag_messages").asInt() == 0);
      assertThat(size(dataPath)).as("kept for three days").isGreaterThanOrEqualTo(full);
      done("/topic/config?topic=" + TOPIC + "&retention-age=0s");
      await("space", () -> size(dataPath) < full / 2);
      await("segments", () -> describe().at("/partitions/0/segments").asInt() == 1);
    }
  }

  @Test
  void aFullTopicRefusesUntilItMayBeLarger() throws Exception {
    done("/topic/create?topic=" + TOPIC);
    done("/channel/create?topic=" + TOPIC + "&channel=c");
    done("/topic/config?topic=" + TOPIC + "&limit-bytes=1MiB");
    String full = "topic orders is full: partition 0 has [0-9]+ bytes, its limit-bytes is 1048576";
    assertThatThrownBy(() -> publish(0, 5000)).hasMessageMatching("E_MPUB_FAILED " + full);
    HttpProbe.Answer refused = http.post("/pub?topic=" + TOPIC, "one more");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.json().path("message").asText()).matches(".*" + full);
    done("/topic/config?topic=" + TOPIC + "&limit-bytes=1GiB");
    publish(0, 100);
  }

  @Test
  void aFullTopicDropsItsOldestAndStillDoesSoAfterAKill() throws Exception {
    done("/topic/create?topic=" + TOPIC);
    done("/channel/create?topic=" + TOPIC + "&channel=c");
    done("/topic/config?topic=" + TOPIC + "&limit-bytes=2MiB&when-full=drop-oldest");
    try (NsqConnection consumer = consumer(1)) {
      Delivery first = consumer.delivery(Duration.ZERO).orElse(null);
      assertThat(first).as("nothing was published").isNull();
      publish(0, 100);
      first = consumer.delivery();
      assertThat(number(first)).isZero();
      publish(100, 10_000);
      await("dropping", () -> channel().path("dropped").asInt() > 1000);
      consumer.fin(first.id());
      await("the refusal of its FIN", () -> isRefused(consumer, "E_FIN_FAILED"));
    }
    await("space", () -> describe().path("bytes").asLong() < 3 << 20);
    await("a flushed cursor", () -> isBalanced("current"));
    JsonNode before = channel();
    node.kill9();
    node.close();
    begin();
    await("recovery", () -> isBalanced("current"));
    JsonNode after = channel();
    assertThat(after.path("dropped")).isEqualTo(before.path("dropped"));
    assertThat(after.path("dropped").asInt() + after.path("lag_messages").asInt())
        .isEqualTo(10_000);
    assertThat(describe().at("/settings/when_full").asText()).isEqualTo("drop-oldest");
    int left = after.path("lag_messages").asInt();
    try (NsqConnection consumer = consumer(500)) {
      List<Integer> rest = new ArrayList<>();
      for (int n = 0; n < left; n++) {
        Delivery delivery = consumer.delivery();
        rest.add(number(delivery));
        consumer.fin(delivery.id());
      }
      assertThat(rest).hasSize(left).doesNotHaveDuplicates().contains(9999).doesNotContain(0);
    }
    publish(10_000, 20_000);
    await("dropping", () -> channel().path("dropped").asInt() > before.path("dropped").asInt());
    await("space", () -> describe().path("bytes").asLong() < 3 << 20);
  }

  /** Skips what is delivered meanwhile. */
  private static boolean isRefused(NsqConnection consumer, String code) throws Exception {
    var frame = consumer.poll(Duration.ofMillis(100));
    return frame.isPresent() && frame.get().toString().contains(code);
  }

  private boolean isBalanced(String cursor) throws Exception {
    JsonNode books = http.get("/verify?topic=" + TOPIC).json();
    if (books.path("topics").isEmpty()) {
      return false; // still being recovered
    }
    assertThat(books.path("balanced").asBoolean()).as("%s", books).isTrue();
    return books.at("/topics/0/partitions/0/channels/0/cursor").asText().equals(cursor);
  }
}
