package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** GET /stats: every field, the filters and the text (nsq-facts 3). */
class HttpStatsTest {
  /** What Herald says of a channel and nsqd does not. */
  private static final Set<String> OURS =
      Set.of("dropped_count", "dead_lettered_count", "expired_count");

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @Test
  void topicsChannelsAndClientsHaveEveryField() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection consumer = subscribed(topic)) {
      consumer.rdy(1);
      consumer.pub(topic, "x");
      consumer.delivery();
      JsonNode stats = stats("&topic=" + topic);

      assertThat(keys(stats))
          .filteredOn(key -> !key.equals("connections")) // which nsqd does not have
          .containsExactlyInAnyOrder(
              "version", "health", "start_time", "topics", "memory", "producers");
      assertThat(keys(stats.get("memory")))
          .containsExactlyInAnyOrder(
              "heap_objects",
              "heap_idle_bytes",
              "heap_in_use_bytes",
              "heap_released_bytes",
              "gc_pause_usec_100",
              "gc_pause_usec_99",
              "gc_pause_usec_95",
              "next_gc_bytes",
              "gc_total_runs");
      assertThat(stats.get("health").asText()).isEqualTo("OK");
      assertThat(keys(stats.at("/topics/0")))
          .filteredOn(key -> !Set.of("partitions", "stored_bytes").contains(key)) // Herald's own
          .containsExactlyInAnyOrder(
              "topic_name",
              "channels",
              "depth",
              "backend_depth",
              "message_count",
              "message_bytes",
              "paused",
              "e2e_processing_latency");
      assertThat(keys(stats.at("/topics/0/channels/0")))
          .filteredOn(key -> !OURS.contains(key))
          .contains(
              "channel_name",
              "depth",
              "backend_depth",
              "in_flight_count",
              "deferred_count",
              "message_count",
              "requeue_count",
              "timeout_count",
              "client_count",
              "clients",
              "paused",
              "e2e_processing_latency")
          .isSubsetOf(
              "channel_name",
              "depth",
              "backend_depth",
              "in_flight_count",
              "deferred_count",
              "message_count",
              "zone_local_msg_count",
              "region_local_msg_count",
              "global_msg_count",
              "requeue_count",
              "timeout_count",
              "client_count",
              "clients",
              "paused",
              "e2e_processing_latency");
      assertThat(keys(stats.at("/topics/0/channels/0/clients/0")))
          .contains(
              "client_id",
              "hostname",
              "version",
              "remote_address",
              "state",
              "ready_count",
              "in_flight_count",
              "message_count",
              "finish_count",
              "requeue_count",
              "connect_ts",
              "sample_rate",
              "deflate",
              "snappy",
              "user_agent",
              "topology_zone",
              "topology_region",
              "tls",
              "tls_cipher_suite",
              "tls_version",
              "tls_negotiated_protocol",
              "tls_negotiated_protocol_is_mutual")
          .doesNotContain("authed", "auth_identity", "auth_identity_url");
      for (String level : List.of("/topics/0", "/topics/0/channels/0")) {
        JsonNode latency = stats.at(level + "/e2e_processing_latency");
        assertThat(latency.path("count").asInt(-1)).as(level).isZero();
        assertThat(latency.has("percentiles") && latency.get("percentiles").isNull()).isTrue();
      }
    }
  }

  @Test
  void countsAreThoseOfTheMessages() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection consumer = subscribed(topic)) {
      consumer.rdy(3);
      consumer.mpub(topic, List.of(new byte[10], new byte[20], new byte[30], new byte[40]));
      Delivery first = consumer.delivery();
      Delivery second = consumer.delivery();
      consumer.delivery();
      consumer.rdy(1);
      consumer.fin(first.id());
      consumer.req(second.id(), Duration.ofSeconds(30));
      Expect.open(consumer);

      JsonNode topicStats = BROKER.http().topicStats(topic);
      assertThat(topicStats.get("message_count").asInt()).isEqualTo(4);
      assertThat(topicStats.get("message_bytes").asInt()).isEqualTo(100);
      assertThat(topicStats.get("depth").asInt()).isZero();
      JsonNode channel = BROKER.http().channelStats(topic, "channel");
      assertThat(channel.get("message_count").asInt()).isEqualTo(4);
      assertThat(channel.get("in_flight_count").asInt()).isEqualTo(1);
      assertThat(channel.get("deferred_count").asInt()).isEqualTo(1);
      assertThat(channel.get("depth").asInt()).isEqualTo(1);
      assertThat(channel.get("requeue_count").asInt()).isEqualTo(1);
      JsonNode client = channel.at("/clients/0");
      assertThat(client.get("version").asText()).isEqualTo("V2");
      assertThat(client.get("ready_count").asInt()).isEqualTo(1);
      assertThat(client.get("in_flight_count").asInt()).isEqualTo(1);
      assertThat(client.get("message_count").asInt()).isEqualTo(3);
      assertThat(client.get("finish_count").asInt()).isEqualTo(1);
      assertThat(client.get("requeue_count").asInt()).isEqualTo(1);
    }
  }

  @Test
  void topicsAndChannelsAreSortedByName() throws Exception {
    String topic = BROKER.topic();
    HttpProbe http = BROKER.http();
    http.post("/topic/create?topic=" + topic);
    for (String channel : List.of("b", "c", "a")) {
      http.post("/channel/create?topic=" + topic + "&channel=" + channel);
    }
    List<String> channels = new ArrayList<>();
    http.topicStats(topic)
        .get("channels")
        .forEach(c -> channels.add(c.get("channel_name").asText()));
    assertThat(channels).containsExactly("a", "b", "c");
    List<String> topics = new ArrayList<>();
    stats("").get("topics").forEach(t -> topics.add(t.get("topic_name").asText()));
    assertThat(topics).contains(topic).isSorted();
  }

  @Test
  void aTopicAndAChannelMayBeChosen() throws Exception {
    String topic = BROKER.topic();
    HttpProbe http = BROKER.http();
    http.post("/topic/create?topic=" + topic);
    http.post("/channel/create?topic=" + topic + "&channel=one");
    http.post("/channel/create?topic=" + topic + "&channel=two");
    JsonNode chosen = stats("&topic=" + topic + "&channel=two");
    assertThat(chosen.get("topics")).hasSize(1);
    assertThat(chosen.at("/topics/0/channels")).hasSize(1);
    assertThat(chosen.at("/topics/0/channels/0/channel_name").asText()).isEqualTo("two");
    assertThat(stats("&topic=" + topic + "&channel=unknown").get("topics")).isEmpty();
    assertThat(stats("&topic=unknown").get("topics").isNull()).isTrue();
  }

  @Test
  void clientsAndMemoryMayBeLeftOut() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection consumer = subscribed(topic)) {
      Expect.open(consumer);
      JsonNode with = stats("&include_clients=true&include_mem=1&topic=" + topic);
      assertThat(with.at("/topics/0/channels/0/clients")).hasSize(1);
      assertThat(with.has("memory")).isTrue();
      JsonNode without = stats("&include_clients=false&include_mem=0&topic=" + topic);
      assertThat(without.at("/topics/0/channels/0/clients").isNull()).isTrue();
      assertThat(without.at("/topics/0/channels/0/client_count").asInt()).isEqualTo(1);
      assertThat(without.has("memory")).isFalse();
      assertThat(without.get("producers").isNull()).isTrue();
      assertThat(stats("&include_clients=maybe&include_mem=maybe").has("memory")).isTrue();
    }
  }

  @Test
  void whoPublishedIsAProducer() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection producer = BROKER.connect()) {
      producer.identify("{\"client_id\":\"producer-of-" + topic + "\"}");
      producer.mpub(topic, List.of(new byte[1], new byte[1], new byte[1]));
      JsonNode found = null;
      for (JsonNode candidate : stats("&topic=" + topic).get("producers")) {
        if (candidate.get("client_id").asText().equals("producer-of-" + topic)) {
          found = candidate;
        }
      }
      assertThat(found).isNotNull();
      assertThat(found.at("/pub_counts/0/topic").asText()).isEqualTo(topic);
      assertThat(found.at("/pub_counts/0/count").asInt()).isEqualTo(3);
    }
  }

  @Test
  void theTextShowsTheSame() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection consumer = subscribed(topic)) {
      consumer.pub(topic, "x");
      Await.until(
          "the message in the channel",
          Duration.ofSeconds(5),
          () -> BROKER.http().channelStats(topic, "channel").path("depth").asInt() == 1);
      BROKER.http().post("/channel/pause?topic=" + topic + "&channel=channel");
      HttpProbe.Answer answer = BROKER.http().get("/stats?topic=" + topic);
      assertThat(answer.header("Content-Type").orElseThrow()).startsWith("text/plain");
      assertThat(answer.text())
          .contains("start_time ", "uptime ", "Health: OK", "Memory:", "Topics:", "Producers:")
          .containsPattern("\\[" + topic + " *\\] depth: 0 +be-depth: \\d+ +msgs: 1 +e2e%:")
          .containsPattern(
              "\\*P \\[channel +\\] depth: 1 +be-depth: \\d+ +inflt: 0 +def: 0 +re-q: 0 +"
                  + "timeout: 0 +msgs: 1 +e2e%:");
    }
  }

  private static NsqConnection subscribed(String topic) throws IOException {
    NsqConnection connection = BROKER.connect();
    connection.sub(topic, "channel");
    return connection;
  }

  private static JsonNode stats(String query) throws Exception {
    return BROKER.http().get("/stats?format=json" + query).json();
  }

  private static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
