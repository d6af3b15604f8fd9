package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node is killed again and again while it buries messages: each is in the dead-letter topic in
 * the end, and what consumers finish never is.
 */
@HeraldOnly("has no dead letters")
@Timeout(300)
class DeadLetterCrashTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int MESSAGES = 600;
  private static final int KILLS = 4;

  private final Random random = new Random();
  private Path dataPath;
  private BrokerProcess node;
  private HttpProbe http;

  @BeforeEach
  void start() throws Exception {
    dataPath = WorkDirectory.create();
    begin();
  }

  private void begin() throws Exception {
    node = BrokerProcess.start(LaunchOptions.defaults().withDataPath(dataPath));
    http = new HttpProbe(node.http());
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

  private JsonNode books() throws Exception {
    JsonNode books = http.get("/verify?topic=t").json();
    assertThat(books.path("balanced").asBoolean()).as(books.toString()).isTrue();
    return books.at("/topics/0/partitions/0/channels/0");
  }

  @Test
  void nothingIsLostWhenTheNodeIsKilledWhileItBuries() throws Exception {
    done("/topic/create?topic=t&partition_num=1");
    done("/channel/create?topic=t&channel=c");
    done("/channel/config?topic=t&channel=c&max-attempts=3");
    List<byte[]> bodies = new ArrayList<>();
    for (int n = 0; n < MESSAGES; n++) {
      bodies.add(((n % 3 == 0 ? "good " : "bad ") + n).getBytes(UTF_8));
    }
    try (NsqConnection publisher = NsqConnection.open(node.tcp())) {
      publisher.mpub("t", bodies);
    }
    for (int kill = 0; kill < KILLS; kill++) {
      consume(50 + random.nextInt(300));
      node.kill9();
      begin();
    }
    while (isAnyLeft()) {
      consume(Integer.MAX_VALUE);
    }
    Map<String, Integer> dead = deadBodies();
    assertThat(dead.keySet()).noneMatch(body -> body.startsWith("good"));
    assertThat(dead).hasSize(MESSAGES - MESSAGES / 3);
    long twice = dead.values().stream().filter(copies -> copies > 1).count();
    System.out.println(twice + " of " + dead.size() + " were buried more than once");
  }

  private boolean isAnyLeft() throws Exception {
    Await.until("nothing is in flight", LIMIT, () -> books().path("in_flight").asInt() == 0);
    JsonNode books = books();
    return books.path("ready").asInt() + books.path("burying").asInt() > 0;
  }

  /** Finishes good messages and requeues bad ones, until none comes for a while. */
  private void consume(int count) throws IOException {
    try (NsqConnection consumer = NsqConnection.open(node.tcp())) {
      consumer.sub("t", "c");
      consumer.rdy(20);
      for (int n = 0; n < count; n++) {
        Optional<Delivery> delivery = consumer.delivery(Duration.ofSeconds(2));
        if (delivery.isEmpty()) {
          return;
        }
        assertThat(delivery.get().attempt()).isLessThanOrEqualTo(3);
        if (delivery.get().text().startsWith("good")) {
          consumer.fin(delivery.get().id());
        } else {
          consumer.req(delivery.get().id(), Duration.ZERO);
        }
      }
    }
  }

  /** How often each is in the dead-letter topic. */
  private Map<String, Integer> deadBodies() throws Exception {
    Map<String, Integer> copies = new TreeMap<>();
    try (NsqConnection dead = NsqConnection.open(node.tcp())) {
      dead.sub("t.c.dead", "redrive");
      dead.rdy(100);
      for (Optional<Delivery> letter = dead.delivery(LIMIT);
          letter.isPresent();
          letter = dead.delivery(Duration.ofSeconds(3))) {
        JsonNode envelope = new ObjectMapper().readTree(letter.get().body());
        assertThat(envelope.path("channel").asText()).isEqualTo("c");
        copies.merge(envelope.path("body").asText(), 1, Integer::sum);
        dead.fin(letter.get().id());
      }
    }
    return copies;
  }
}
