package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What NSQ never had, for a client from a registry that knows nothing of it: on a node in its own
 * process that is killed in between, on whatever store.
 */
@Timeout(300)
abstract class HistoryScenario {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration CURSOR_FLUSH = Duration.ofMillis(1500);
  private static final String TOPIC = "orders";
  private static final String CHANNEL = "billing";
  private static final String OF_CHANNEL = "?topic=" + TOPIC + "&channel=" + CHANNEL;

  private Path dataPath;
  private LaunchOptions options;
  private BrokerProcess node;
  private HttpProbe http;

  /** How nodes with this store are started. */
  abstract LaunchOptions store() throws Exception;

  @BeforeEach
  void start() throws Exception {
    dataPath = WorkDirectory.create();
    options = store().withDataPath(dataPath);
    begin();
    done("/topic/create?topic=" + TOPIC);
    done("/channel/create" + OF_CHANNEL);
  }

  private void begin() throws Exception {
    node = BrokerProcess.start(options);
    http = new HttpProbe(node.http());
  }

  private void killAndBegin() throws Exception {
    node.kill9();
    node.close();
    begin();
    await("recovery", () -> http.get("/channel/peek" + OF_CHANNEL).status() == 200);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    WorkDirectory.delete(dataPath);
  }

  private JsonNode done(String path) throws Exception {
    HttpProbe.Answer answer = http.post(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.response().body().length == 0 ? null : answer.json();
  }

  private StockClient client() {
    return new StockClient(node);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    Await.until(what, LIMIT, condition);
  }

  private static List<String> numbered(String word, int count) {
    return IntStream.range(0, count).mapToObj(n -> word + " " + n).toList();
  }

  private JsonNode peek(String state) throws Exception {
    JsonNode answer = http.get("/channel/peek" + OF_CHANNEL + "&limit=100&state=" + state).json();
    return answer.path("messages");
  }

  /** The figures of the channel, which have to balance. */
  private JsonNode books() throws Exception {
    JsonNode books = http.get("/verify?topic=" + TOPIC).json();
    assertThat(books.path("balanced").asBoolean(books.path("topics").isEmpty()))
        .as("%s", books)
        .isTrue();
    for (JsonNode channel : books.at("/topics/0/partitions/0/channels")) {
      if (channel.path("channel").asText().equals(CHANNEL)) {
        return channel;
      }
    }
    return books.path("still being recovered");
  }

  private void awaitBooks(Map<String, Integer> figures) throws Exception {
    Await.until(
        () -> "books with " + figures + ": " + text(this::books),
        LIMIT,
        () -> {
          JsonNode books = books();
          return figures.entrySet().stream()
              .allMatch(each -> books.path(each.getKey()).asInt(-1) == each.getValue());
        });
  }

  private static String text(Callable<?> what) {
    try {
      return String.valueOf(what.call());
    } catch (Exception e) {
      return e.toString();
    }
  }

  @Test
  void whatWasConsumedComesAgainInItsOrderAndMoreThanOnce() throws Exception {
    List<String> bodies = numbered("order", 1000);
    try (StockClient client = client()) {
      client.publish(TOPIC, bodies).consume(TOPIC, CHANNEL, 1);
      await("all", () -> client.received().size() == bodies.size());
      assertThat(client.received()).isEqualTo(bodies);
      awaitBooks(Map.of("finished", 1000));
      JsonNode effect = done("/channel/seek" + OF_CHANNEL + "&to=beginning");
      assertThat(effect.path("replayed").asInt()).isEqualTo(1000);
      await("all again", () -> client.received().size() == 2 * bodies.size());
      assertThat(client.received().subList(1000, 2000)).isEqualTo(bodies);
    }
    done("/channel/seek" + OF_CHANNEL + "&to=beginning");
    killAndBegin();
    done("/channel/create?topic=" + TOPIC + "&channel=audit&from=beginning");
    try (StockClient client = client();
        StockClient auditor = client()) {
      client.consume(TOPIC, CHANNEL, 1);
      auditor.consume(TOPIC, "audit", 1);
      await("all after a kill", () -> client.received().size() == bodies.size());
      await("all in a new channel", () -> auditor.received().size() == bodies.size());
      assertThat(client.received()).isEqualTo(bodies);
      assertThat(auditor.received()).isEqualTo(bodies);
    }
  }

  @Test
  void whatIsDeferredOutlivesAKillAndComesInTimeUnlessItIsCancelled() throws Exception {
    Map<String, Long> due = new ConcurrentHashMap<>();
    Map<String, Long> came = new ConcurrentHashMap<>();
    try (StockClient client = client()) {
      client.publish(TOPIC, List.of("back 0", "back 1", "back 2"));
      client.consume(
          TOPIC,
          CHANNEL,
          10,
          message -> {
            due.put(new String(message.getData(), UTF_8), System.currentTimeMillis() + 6000);
            message.requeue(6000);
          });
      await("REQ", () -> peek("deferred").size() == 3);
      for (String body : numbered("later", 20)) {
        due.put(body, System.currentTimeMillis() + 6000);
        client.publish(TOPIC, body, Duration.ofSeconds(6));
      }
    }
    String cancelled = peek("deferred").path(0).path("body").asText();
    done("/channel/cancel" + OF_CHANNEL + "&id=" + peek("deferred").path(0).path("id").asText());
    Await.pass(CURSOR_FLUSH); // REQ is remembered as FIN is: not at once
    killAndBegin();
    try (StockClient client = client()) {
      client.consume(
          TOPIC,
          CHANNEL,
          10,
          message -> {
            came.put(new String(message.getData(), UTF_8), System.currentTimeMillis());
            message.finish();
          });
      await("what was deferred", () -> came.size() == due.size() - 1);
      awaitBooks(Map.of("published", 23, "finished", 23));
    }
    assertThat(came).doesNotContainKey(cancelled);
    came.forEach((body, at) -> assertThat(at).as(body).isGreaterThanOrEqualTo(due.get(body)));
  }

  @Test
  void deadLettersAreReadAndSentBack() throws Exception {
    done("/channel/create?topic=" + TOPIC + "&channel=other");
    done("/channel/config" + OF_CHANNEL + "&max-attempts=2");
    List<String> bodies = numbered("poison", 50);
    List<Integer> attempts = new ArrayList<>();
    try (StockClient client = client()) {
      client.publish(TOPIC, bodies);
      client.consume(
          TOPIC,
          CHANNEL,
          5,
          message -> {
            attempts.add(message.getAttempts());
            message.requeue();
          });
      awaitBooks(Map.of("dead_lettered", 50, "finished", 0));
      assertThat(attempts).hasSize(100).containsOnly(1, 2);
    }
    assertThat(peek("dead")).hasSize(50);
    Await.pass(CURSOR_FLUSH);
    killAndBegin();
    awaitBooks(Map.of("dead_lettered", 50));
    try (StockClient reader = client();
        StockClient mended = client();
        StockClient other = client()) {
      String letters = TOPIC + "." + CHANNEL + ".dead";
      done("/channel/create?topic=" + letters + "&channel=reader&from=beginning");
      reader.consume(letters, "reader", 10);
      await("letters", () -> reader.received().size() == 50);
      assertThat(reader.received()).allMatch(letter -> letter.contains("\"reason\":\"requeued\""));
      other.consume(TOPIC, "other", 10);
      await("the other channel", () -> other.received().size() == 50);
      mended.consume(TOPIC, CHANNEL, 10);
      assertThat(done("/channel/redrive" + OF_CHANNEL).path("redriven").asInt()).isEqualTo(50);
      await("what was sent back", () -> mended.received().size() == 50);
      assertThat(mended.received()).containsExactlyInAnyOrderElementsOf(bodies);
      awaitBooks(Map.of("published", 100, "finished", 50, "dead_lettered", 50));
      assertThat(other.received()).as("only for the one channel").hasSize(50);
    }
  }

  @Test
  void whatIsTooOldDoesNotCome() throws Exception {
    done("/topic/config?topic=" + TOPIC + "&ttl=1s");
    try (StockClient client = client()) {
      client.publish(TOPIC, numbered("old", 10));
      killAndBegin();
      awaitBooks(Map.of("expired", 10));
    }
    done("/topic/config?topic=" + TOPIC + "&ttl=1h");
    try (StockClient client = client()) {
      client.publish(TOPIC, List.of("new")).consume(TOPIC, CHANNEL, 10);
      await("the new one", () -> !client.received().isEmpty());
      assertThat(client.received()).containsExactly("new");
    }
  }
}
