package io.herald.apps;

import static io.herald.apps.NodeUnderTest.await;
import static io.herald.apps.NodeUnderTest.next;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import io.herald.protocol.message.MessageId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of a whole node, with a client over TCP: buried, looked at, sent back. */
class DeadLettersTest {
  @TempDir private Path directory;
  private NodeUnderTest node;

  @BeforeEach
  void start() throws Exception {
    node = new NodeUnderTest(directory);
    node.post("/topic/create?topic=t");
    node.post("/channel/create?topic=t&channel=c");
  }

  @AfterEach
  void stop() throws Exception {
    node.stop();
  }

  private void requeue(NsqConnection consumer, int times) throws Exception {
    for (int n = 0; n < times; n++) {
      consumer.req(next(consumer).id(), Duration.ZERO);
    }
  }

  private static JsonNode envelope(Delivery delivery) throws Exception {
    return new ObjectMapper().readTree(delivery.body());
  }

  private void awaitDead(long count) throws Exception {
    await(count + " dead", () -> node.books("t", "c").path("dead_lettered").asLong() == count);
  }

  @Test
  void aMessageThatIsRequeuedTooOftenIsBuriedWithItsStoryAndTheOthersGoOn() throws Exception {
    node.post("/channel/config?topic=t&channel=c&max-attempts=3");
    node.publish("t", "poison");
    try (NsqConnection consumer = node.consumer("t", "c", 1)) {
      Delivery poison = next(consumer);
      consumer.req(poison.id(), Duration.ZERO);
      assertThat(next(consumer).attempt()).isEqualTo(2);
      consumer.req(poison.id(), Duration.ZERO);
      assertThat(next(consumer).attempt()).isEqualTo(3);
      consumer.req(poison.id(), Duration.ofMinutes(5)); // not even later
      node.publish("t", "fine");
      Delivery fine = next(consumer);
      assertThat(fine.text()).isEqualTo("fine");
      consumer.fin(fine.id());
      awaitDead(1);
      try (NsqConnection dead = node.consumer("t.c.dead", "redrive", 1)) {
        JsonNode letter = envelope(next(dead));
        assertThat(letter.path("topic").asText()).isEqualTo("t");
        assertThat(letter.path("channel").asText()).isEqualTo("c");
        assertThat(letter.path("id").asText()).isEqualTo(poison.id());
        assertThat(letter.path("timestamp").asLong()).isEqualTo(poison.timestamp());
        assertThat(letter.path("attempts").asInt()).isEqualTo(3);
        assertThat(letter.path("reason").asText()).isEqualTo("requeued");
        assertThat(letter.path("body").asText()).isEqualTo("poison");
      }
      expectDeadInEveryView(poison.id());
      node.restart();
      expectDeadInEveryView(poison.id());
    }
  }

  private void expectDeadInEveryView(String id) throws Exception {
    JsonNode trace = node.get("/message/trace?topic=t&id=" + id).path("channels").get(0);
    assertThat(trace.path("state").asText()).isEqualTo("dead_lettered");
    JsonNode peeked = node.get("/channel/peek?topic=t&channel=c&state=dead").path("messages");
    assertThat(peeked).hasSize(1);
    assertThat(peeked.get(0).path("id").asText()).isEqualTo(id);
    JsonNode books = node.books("t", "c");
    assertThat(books.path("dead_lettered").asLong()).isEqualTo(1);
    assertThat(books.path("finished").asLong()).isEqualTo(1);
    assertThat(node.herald("verify", "t")).contains("balance");
    await(
        "stats",
        () ->
            node.get("/stats?format=json&topic=t&channel=c")
                    .at("/topics/0/channels/0/dead_lettered_count")
                    .asLong()
                == 1);
  }

  @Test
  void aMessageThatTimesOutTooOftenIsBuriedAndOneWhoseConsumerGoes() throws Exception {
    node.post("/channel/config?topic=t&channel=c&max-attempts=1");
    node.publish("t", "slow");
    try (NsqConnection consumer = node.connection()) {
      consumer.identify("{\"msg_timeout\":1000}");
      consumer.sub("t", "c");
      consumer.rdy(1);
      next(consumer);
      awaitDead(1);
      node.publish("t", "lonely");
      next(consumer);
    }
    awaitDead(2);
    try (NsqConnection dead = node.consumer("t.c.dead", "redrive", 2)) {
      assertThat(envelope(next(dead)).path("reason").asText()).isEqualTo("timed out");
      assertThat(envelope(next(dead)).path("reason").asText()).isEqualTo("consumer left");
    }
  }

  @Test
  void theLimitHoldsForWhatWaitsAlreadyAndEndsWhenItIsTakenBack() throws Exception {
    node.publish("t", "one");
    try (NsqConnection consumer = node.consumer("t", "c", 1)) {
      requeue(consumer, 5);
      Delivery sixth = next(consumer);
      assertThat(sixth.attempt()).isEqualTo(6);
      node.post("/channel/config?topic=t&channel=c&max-attempts=2&dead-letter-topic=all.dead");
      consumer.rdy(0);
      consumer.req(sixth.id(), Duration.ZERO);
      awaitDead(1);
      node.post("/channel/config?topic=t&channel=c&max-attempts=0");
      node.publish("t", "two");
      consumer.rdy(1);
      requeue(consumer, 4);
      consumer.fin(next(consumer).id());
    }
    try (NsqConnection dead = node.consumer("all.dead", "redrive", 1)) {
      assertThat(envelope(next(dead)).path("attempts").asInt()).isEqualTo(6);
    }
  }

  @Test
  void theNextMessageInOrderComesWhenTheDeadOneIsStored() throws Exception {
    node.post("/topic/create?topic=o&ordered=true&partition_num=1");
    node.post("/channel/create?topic=o&channel=c");
    node.post("/channel/config?topic=o&channel=c&max-attempts=2");
    List<String> bodies = List.of("a", "b", "c");
    for (String body : bodies) {
      node.publish("o", body);
    }
    List<String> got = new ArrayList<>();
    try (NsqConnection consumer = node.consumer("o", "c", 10)) {
      while (got.size() < 4) {
        Delivery delivery = next(consumer);
        got.add(delivery.text() + delivery.attempt());
        if (delivery.text().equals("a")) {
          consumer.req(delivery.id(), Duration.ZERO);
        } else {
          JsonNode dead = node.get("/channel/peek?topic=o.c.dead&channel=redrive");
          assertThat(dead.path("messages")).hasSize(1);
          consumer.fin(delivery.id());
        }
      }
    }
    assertThat(got).containsExactly("a1", "a2", "b1", "c1");
  }

  @Test
  void whatIsSentBackGoesToThePartitionItCameFromInTheOrderInWhichItDied() throws Exception {
    node.post("/topic/create?topic=o&ordered=true&partition_num=2");
    node.post("/channel/create?topic=o&channel=c");
    node.post("/channel/config?topic=o&channel=c&max-attempts=1");
    int count = 20;
    Map<String, Long> partitions = new HashMap<>();
    try (NsqConnection consumer = node.consumer("o", "c", 2)) {
      for (int n = 0; n < count; n++) {
        node.publish("o&key=" + n, "message " + n);
        Delivery delivery = next(consumer);
        partitions.put(delivery.text(), partition(delivery));
        consumer.req(delivery.id(), Duration.ZERO);
      }
    }
    assertThat(partitions.values()).contains(0L, 1L);
    await(
        "dead",
        () ->
            node.get("/channel/peek?topic=o.c.dead&channel=redrive&limit=100")
                    .path("messages")
                    .size()
                == count);
    node.post("/topic/partition/expand?topic=o&partition_num=5");
    node.post("/channel/config?topic=o&channel=c&max-attempts=0");
    assertThat(node.herald("redrive", "o", "c")).contains("sent back 20 messages");
    Map<Long, List<Integer>> again = new HashMap<>();
    try (NsqConnection consumer = node.consumer("o", "c", 5)) {
      for (int n = 0; n < count; n++) {
        Delivery delivery = next(consumer);
        assertThat(partition(delivery)).isEqualTo(partitions.get(delivery.text()));
        int number = Integer.parseInt(delivery.text().substring("message ".length()));
        again.computeIfAbsent(partition(delivery), index -> new ArrayList<>()).add(number);
        consumer.fin(delivery.id());
      }
    }
    assertThat(again.values()).allSatisfy(each -> assertThat(each).isSorted());
  }

  private static long partition(Delivery delivery) throws Exception {
    return MessageId.partition(MessageId.decode(delivery.id().getBytes(US_ASCII), 0));
  }

  @Test
  void whatIsSentBackComesToThatChannelOnlyAsANewMessage() throws Exception {
    node.post("/channel/create?topic=t&channel=other");
    node.post("/channel/config?topic=t&channel=c&max-attempts=1");
    List<String> ids = new ArrayList<>();
    try (NsqConnection consumer = node.consumer("t", "c", 1)) {
      for (int n = 0; n < 30; n++) {
        node.publish("t", "message " + n);
        Delivery delivery = next(consumer);
        ids.add(delivery.id());
        consumer.req(delivery.id(), Duration.ZERO);
      }
    }
    awaitDead(30);
    assertThat(node.herald("redrive", "t", "c", "--dry-run"))
        .contains("would send back 30 messages from t.c.dead to t/c");
    assertThat(node.post("/channel/redrive?topic=t&channel=c&contains=message+7").toString())
        .contains("\"redriven\":1,\"left\":29,\"more\":false");
    assertThat(node.post("/channel/redrive?topic=t&channel=c&id=" + ids.get(9)).toString())
        .contains("\"redriven\":1,\"left\":28");
    assertThat(node.herald("redrive", "t", "c", "--limit=5")).contains("sent back 5 messages");
    assertThat(node.herald("redrive", "t", "c")).contains("sent back 23 messages");
    assertThat(node.herald("redrive", "t", "c")).contains("sent back 0 messages");
    node.restart();
    List<String> again = new ArrayList<>();
    try (NsqConnection consumer = node.consumer("t", "c", 1)) {
      for (int n = 0; n < 30; n++) {
        Delivery delivery = next(consumer);
        assertThat(delivery.attempt()).isEqualTo(1);
        again.add(delivery.text());
        consumer.fin(delivery.id());
      }
    }
    assertThat(again).startsWith("message 7", "message 9", "message 0").doesNotHaveDuplicates();
    try (NsqConnection other = node.consumer("t", "other", 100)) {
      for (int n = 0; n < 30; n++) {
        Delivery delivery = next(other);
        assertThat(delivery.text()).isEqualTo("message " + n);
        other.fin(delivery.id());
      }
      assertThat(other.delivery(Duration.ofMillis(300))).isEmpty();
    }
    assertThat(node.books("t.c.dead", "redrive").path("ready").asLong()).isZero();
    await("all finished", () -> node.books("t", "c").path("in_flight").asLong() == 0);
  }

  @Test
  void badParametersAreNamed() throws Exception {
    assertThat(
            node.post(400, "/channel/redrive?topic=t&channel=c&limit=0").path("message").asText())
        .isEqualTo("INVALID_ARG_LIMIT - limit is a number from 1 to 10000");
    assertThat(node.post(400, "/channel/redrive?topic=t&channel=c&id=7").path("message").asText())
        .startsWith("INVALID_ARG_ID - id is 16");
    assertThat(node.post(404, "/channel/redrive?topic=t&channel=x").path("message").asText())
        .isEqualTo("CHANNEL_NOT_FOUND");
    assertThat(node.post("/channel/redrive?topic=t&channel=c").path("redriven").asInt()).isZero();
  }
}
