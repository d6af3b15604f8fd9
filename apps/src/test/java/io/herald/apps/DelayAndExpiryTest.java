package io.herald.apps;

import static io.herald.apps.NodeUnderTest.await;
import static io.herald.apps.NodeUnderTest.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that wait for their time are cancelled, and old ones expire; in a whole node. */
class DelayAndExpiryTest {
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

  private List<String> peek(String state) throws Exception {
    List<String> ids = new ArrayList<>();
    JsonNode peeked = node.get("/channel/peek?topic=t&channel=c&limit=1000&state=" + state);
    peeked.path("messages").forEach(each -> ids.add(each.path("id").asText()));
    return ids;
  }

  private List<String> all() throws Exception {
    List<String> ids = new ArrayList<>(peek("ready"));
    ids.addAll(peek("deferred"));
    Collections.sort(ids);
    return ids;
  }

  private String refusal(String id) throws Exception {
    return node.post(404, "/channel/cancel?topic=t&channel=c&id=" + id).path("message").asText();
  }

  private void publishLater(int count, Duration delay) throws Exception {
    try (NsqConnection publisher = node.connection()) {
      for (int n = 0; n < count; n++) {
        publisher.dpub("t", delay, ("later " + n).getBytes(UTF_8));
      }
    }
  }

  @Test
  void whatWaitsForItsTimeIsCancelledWhetherItWasReadOrNot() throws Exception {
    node.post("/channel/create?topic=t&channel=other");
    publishLater(6, Duration.ofSeconds(12)); // so long that a restart is over
    await("stored", () -> all().size() == 6);
    List<String> unread = all(); // most of them: nobody has had room for them
    assertThat(peek("ready")).contains(unread.get(3));
    node.post("/channel/cancel?topic=t&channel=c&id=" + unread.get(0));
    node.post("/channel/cancel?topic=t&channel=c&id=" + unread.get(3));
    node.restart();
    List<String> got = new ArrayList<>();
    try (NsqConnection consumer = node.consumer("t", "c", 10)) {
      await("read", () -> peek("deferred").size() == 4);
      assertThat(node.herald("message", "cancel", "t", "c", unread.get(1)))
          .contains("cancelled message " + unread.get(1) + " in t/c");
      assertThat(refusal(unread.get(0)))
          .isEqualTo(
              "MESSAGE_NOT_DEFERRED - message " + unread.get(0) + " is finished in channel c");
      for (int n = 0; n < 3; n++) {
        Delivery delivery = next(consumer);
        got.add(delivery.text());
        assertThat(refusal(delivery.id())).contains("is in_flight in channel c");
        consumer.req(delivery.id(), Duration.ofMinutes(10));
      }
      assertThat(got).containsExactly("later 2", "later 4", "later 5");
      await("deferred", () -> peek("deferred").size() == 3);
      node.post("/channel/cancel?topic=t&channel=c&id=" + unread.get(4)); // by REQ
      assertThat(peek("deferred")).hasSize(2);
    }
    assertThat(refusal("0000000000000001")).startsWith("MESSAGE_NOT_FOUND");
    assertThat(refusal("0007000000000001")).startsWith("MESSAGE_NOT_FOUND");
    assertThat(node.books("t", "c").path("finished").asLong()).isEqualTo(4);
    try (NsqConnection other = node.consumer("t", "other", 10)) {
      for (int n = 0; n < 6; n++) {
        other.fin(next(other).id()); // cancelled in one channel only
      }
    }
  }

  @Test
  void oldMessagesExpireWithAndWithoutConsumersAndTheOthersCome() throws Exception {
    node.publish("t", "old");
    node.publish("t", "held");
    Delivery held;
    try (NsqConnection consumer = node.consumer("t", "c", 1)) {
      consumer.fin(next(consumer).id());
      held = next(consumer);
      assertThat(held.text()).isEqualTo("held");
    }
    for (int n = 0; n < 5; n++) {
      node.publish("t", "unread " + n);
    }
    publishLater(1, Duration.ofSeconds(5));
    node.post("/topic/config?topic=t&ttl=1500ms");
    await("expired", () -> node.books("t", "c").path("expired").asLong() == 6);
    JsonNode trace = node.get("/message/trace?topic=t&id=" + held.id()).path("channels").get(0);
    assertThat(trace.path("state").asText()).isEqualTo("expired");
    try (NsqConnection consumer = node.consumer("t", "c", 10)) {
      node.publish("t", "fresh");
      assertThat(next(consumer).text()).isEqualTo("fresh");
      Delivery later = next(consumer); // older than the ttl, but not since it has been due
      assertThat(later.text()).isEqualTo("later 0");
      consumer.fin(later.id());
    }
    await("fresh", () -> node.books("t", "c").path("expired").asLong() == 7); // it was not finished
    node.restart();
    JsonNode books = node.books("t", "c");
    assertThat(books.path("expired").asLong()).isEqualTo(7);
    assertThat(books.path("finished").asLong()).isEqualTo(2);
    assertThat(node.herald("verify", "t")).contains("EXPIRED", "balance");
  }
}
