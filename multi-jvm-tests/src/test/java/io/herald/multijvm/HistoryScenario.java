package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What NSQ never had, for a client from a registry that knows nothing of it: on a node in its own
 * process, on whatever store. Four stories, each with a topic of its own, begin before the node is
 * killed and go on afterwards.
 */
@Timeout(300)
abstract class HistoryScenario {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration CURSOR_FLUSH = Duration.ofMillis(1500);
  private static final int DELAY_MILLIS = 15_000; // the node is killed and back before
  private static final String CHANNEL = "billing";
  private static final String REPLAYED = "replayed";
  private static final String DEFERRED = "deferred";
  private static final String POISONED = "poisoned";
  private static final String OLD = "old";

  private final List<String> orders = numbered("order", 500);
  private final List<String> poison = numbered("poison", 50);
  private final Map<String, Long> due = new ConcurrentHashMap<>();
  private String cancelled;

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

  @Test
  void replayDelayDeadLettersAndExpiryOutliveAKill() throws Exception {
    whatWasConsumedComesAgainInItsOrder();
    whatIsSpentIsBuried();
    whatIsDeferredWaitsUnlessItIsCancelled();
    whatIsTooOldExpires();
    Await.pass(CURSOR_FLUSH); // REQ is remembered as FIN is: not at once
    node.kill9();
    node.close();
    begin();
    itComesOnceMoreAndInANewChannel();
    deadLettersAreReadAndSentBack();
    theOthersComeAndNoneTooEarly();
    nothingOldComes();
  }

  // ---- replay

  private void whatWasConsumedComesAgainInItsOrder() throws Exception {
    create(REPLAYED);
    try (StockClient client = client()) {
      client.publish(REPLAYED, orders).consume(REPLAYED, CHANNEL, 1);
      await("all", () -> client.received().size() == orders.size());
      assertThat(client.received()).isEqualTo(orders);
      awaitBooks(REPLAYED, Map.of("finished", orders.size()));
      JsonNode effect = done("/channel/seek", REPLAYED, "&to=beginning");
      assertThat(effect.path("replayed").asInt()).isEqualTo(orders.size());
      await("all again", () -> client.received().size() == 2 * orders.size());
      assertThat(client.received().subList(orders.size(), 2 * orders.size())).isEqualTo(orders);
    }
    done("/channel/seek", REPLAYED, "&to=beginning");
  }

  private void itComesOnceMoreAndInANewChannel() throws Exception {
    awaitBooks(REPLAYED, Map.of("published", orders.size()));
    done("/channel/create?topic=" + REPLAYED + "&channel=audit&from=beginning");
    try (StockClient client = client();
        StockClient auditor = client()) {
      client.consume(REPLAYED, CHANNEL, 1);
      auditor.consume(REPLAYED, "audit", 1);
      await("all after a kill", () -> client.received().size() == orders.size());
      await("all in a new channel", () -> auditor.received().size() == orders.size());
      assertThat(client.received()).isEqualTo(orders);
      assertThat(auditor.received()).isEqualTo(orders);
    }
  }

  // ---- delay

  private void whatIsDeferredWaitsUnlessItIsCancelled() throws Exception {
    create(DEFERRED);
    try (StockClient client = client()) {
      client.publish(DEFERRED, numbered("back", 3));
      client.consume(
          DEFERRED,
          CHANNEL,
          10,
          message -> {
            due.put(new String(message.getData(), UTF_8), now() + DELAY_MILLIS);
            message.requeue(DELAY_MILLIS);
          });
      await("REQ", () -> peek(DEFERRED, "deferred").size() == 3);
      for (String body : numbered("later", 20)) {
        due.put(body, now() + DELAY_MILLIS);
        client.publish(DEFERRED, body, Duration.ofMillis(DELAY_MILLIS));
      }
    }
    JsonNode first = peek(DEFERRED, "deferred").path(0);
    cancelled = first.path("body").asText();
    done("/channel/cancel", DEFERRED, "&id=" + first.path("id").asText());
  }

  private void theOthersComeAndNoneTooEarly() throws Exception {
    Map<String, Long> came = new ConcurrentHashMap<>();
    try (StockClient client = client()) {
      client.consume(
          DEFERRED,
          CHANNEL,
          10,
          message -> {
            came.put(new String(message.getData(), UTF_8), now());
            message.finish();
          });
      await("what was deferred", () -> came.size() == due.size() - 1);
      awaitBooks(DEFERRED, Map.of("published", due.size(), "finished", due.size()));
    }
    assertThat(came).doesNotContainKey(cancelled);
    came.forEach((body, at) -> assertThat(at).as(body).isGreaterThanOrEqualTo(due.get(body)));
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  // ---- dead letters

  private void whatIsSpentIsBuried() throws Exception {
    create(POISONED);
    done("/channel/create?topic=" + POISONED + "&channel=other");
    done("/channel/config", POISONED, "&max-attempts=2");
    Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
    try (StockClient client = client()) {
      client.publish(POISONED, poison);
      client.consume(
          POISONED,
          CHANNEL,
          5,
          message -> {
            attempts.add(message.getAttempts());
            message.requeue();
          });
      awaitBooks(POISONED, Map.of("dead_lettered", poison.size(), "finished", 0));
      assertThat(attempts).hasSize(2 * poison.size()).containsOnly(1, 2);
    }
    assertThat(peek(POISONED, "dead")).hasSize(poison.size());
  }

  private void deadLettersAreReadAndSentBack() throws Exception {
    int count = poison.size();
    awaitBooks(POISONED, Map.of("dead_lettered", count));
    String letters = POISONED + "." + CHANNEL + ".dead";
    try (StockClient reader = client();
        StockClient mended = client();
        StockClient other = client()) {
      done("/channel/create?topic=" + letters + "&channel=reader&from=beginning");
      reader.consume(letters, "reader", 10);
      await("letters", () -> reader.received().size() == count);
      assertThat(reader.received()).allMatch(letter -> letter.contains("\"reason\":\"requeued\""));
      other.consume(POISONED, "other", 10);
      await("the other channel", () -> other.received().size() == count);
      mended.consume(POISONED, CHANNEL, 10);
      JsonNode redriven = done("/channel/redrive", POISONED, "");
      assertThat(redriven.path("redriven").asInt()).isEqualTo(count);
      await("what was sent back", () -> mended.received().size() == count);
      assertThat(mended.received()).containsExactlyInAnyOrderElementsOf(poison);
      awaitBooks(
          POISONED, Map.of("published", 2 * count, "finished", count, "dead_lettered", count));
      assertThat(other.received()).as("it was for the one channel only").hasSize(count);
    }
  }

  // ---- expiry

  private void whatIsTooOldExpires() throws Exception {
    create(OLD);
    done("/topic/config?topic=" + OLD + "&ttl=1s");
    try (StockClient client = client()) {
      client.publish(OLD, numbered("old", 10));
    }
  }

  private void nothingOldComes() throws Exception {
    awaitBooks(OLD, Map.of("expired", 10));
    done("/topic/config?topic=" + OLD + "&ttl=1h");
    try (StockClient client = client()) {
      client.publish(OLD, List.of("new")).consume(OLD, CHANNEL, 10);
      await("the new one", () -> !client.received().isEmpty());
      assertThat(client.received()).containsExactly("new");
    }
  }

  // ---- asking the node

  private StockClient client() {
    return new StockClient(node);
  }

  private static List<String> numbered(String word, int count) {
    return IntStream.range(0, count).mapToObj(n -> word + " " + n).toList();
  }

  private void create(String topic) throws Exception {
    done("/topic/create?topic=" + topic);
    done("/channel/create", topic, "");
  }

  private JsonNode done(String path, String topic, String more) throws Exception {
    return done(path + "?topic=" + topic + "&channel=" + CHANNEL + more);
  }

  private JsonNode done(String path) throws Exception {
    HttpProbe.Answer answer = http.post(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.response().body().length == 0 ? null : answer.json();
  }

  private JsonNode peek(String topic, String state) throws Exception {
    String what = "?topic=" + topic + "&channel=" + CHANNEL + "&limit=100&state=" + state;
    return http.get("/channel/peek" + what).json().path("messages");
  }

  /** The figures of the channel, which have to balance; none while it is still being recovered. */
  private JsonNode books(String topic) throws Exception {
    JsonNode books = http.get("/verify?topic=" + topic).json();
    JsonNode channels = books.at("/topics/0/partitions/0/channels");
    if (!channels.isEmpty()) {
      assertThat(books.path("balanced").asBoolean()).as("%s", books).isTrue();
    }
    for (JsonNode channel : channels) {
      if (channel.path("channel").asText().equals(CHANNEL)) {
        return channel;
      }
    }
    return channels.path(-1);
  }

  private void awaitBooks(String topic, Map<String, Integer> figures) throws Exception {
    JsonNode[] last = new JsonNode[1];
    Await.until(
        () -> "%s with %s: %s".formatted(topic, figures, last[0]),
        LIMIT,
        () -> {
          last[0] = books(topic);
          return figures.entrySet().stream()
              .allMatch(each -> last[0].path(each.getKey()).asInt(-1) == each.getValue());
        });
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    Await.until(what, LIMIT, condition);
  }
}
