package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.stats.ClientAuth;
import io.herald.broker.stats.ClientIdentity;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.stats.ConnectionCounters.Reason;
import io.herald.broker.stats.TopicStats;
import io.herald.broker.stats.Transport;
import io.herald.protocol.command.SessionPhase;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** /stats against what nsqd 1.3.0 answered in the same state. */
class StatsTest {
  private static final Instant CONNECTED = Instant.ofEpochSecond(1_795_298_018L);
  private static final String NO_LATENCY =
      "\"e2e_processing_latency\":{\"count\":0,\"percentiles\":null}";

  private static final String CONNECTIONS =
      "\"connections\":{\"open\":1,\"refused_total\":0,\"refused_per_address\":0,"
          + "\"failed_handshakes\":0,\"first_command_timeouts\":0}";

  private final TestNode node = TestNode.start();

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aConsumerAndAProducerHaveAllFieldsInNsqdsOrder() {
    addConsumerAndProducer();

    assertThat(get("format=json&include_mem=false"))
        .isEqualTo(
            "{\"version\":\"1.3.0\",\"health\":\"OK\",\"start_time\":1795297982,\"topics\":["
                + "{\"topic_name\":\"t2\",\"channels\":[{\"channel_name\":\"c2\",\"depth\":4,"
                + "\"backend_depth\":2,\"in_flight_count\":1,\"deferred_count\":0,"
                + "\"message_count\":7,\"requeue_count\":0,\"timeout_count\":0,"
                + "\"client_count\":1,\"clients\":["
                + consumer()
                + "],\"paused\":false,"
                + NO_LATENCY
                + ",\"dropped_count\":0,\"dead_lettered_count\":0,\"expired_count\":0}],"
                + "\"depth\":0,\"backend_depth\":0,\"message_count\":1,\"message_bytes\":3,"
                + "\"paused\":false,"
                + NO_LATENCY
                + ",\"partitions\":1,\"stored_bytes\":96}],\"producers\":["
                + producer(
                    "\"pub_counts\":[{\"topic\":\"t2\",\"count\":1},"
                        + "{\"topic\":\"t3\",\"count\":2}],")
                + "],"
                + CONNECTIONS
                + "}");
  }

  @Test
  void whatAConnectionIsWrappedInAndWhoItIsAreShown() {
    addConsumerAndProducer();
    ClientStats consumer = channel().clients().iterator().next();
    consumer.transport(Transport.PLAIN.secured("TLSv1.3", "TLS_AES_128_GCM_SHA256", "h2"));
    consumer.transport(consumer.transport().compressed(true, false));
    consumer.auth(new ClientAuth(true, "bob", "http://id/bob?a=1&b=2"));

    assertThat(get("format=json&include_mem=0"))
        .contains(
            "\"sample_rate\":0,\"deflate\":false,\"snappy\":true,\"user_agent\":\"ua/1\","
                + "\"authed\":true,\"auth_identity\":\"bob\","
                + "\"auth_identity_url\":\"http://id/bob?a=1\\u0026b=2\","
                + "\"topology_zone\":\"\",\"topology_region\":\"\",\"tls\":true,"
                + "\"tls_cipher_suite\":\"TLS_AES_128_GCM_SHA256\",\"tls_version\":\"TLS1.3\","
                + "\"tls_negotiated_protocol\":\"h2\","
                + "\"tls_negotiated_protocol_is_mutual\":true}");

    consumer.auth(new ClientAuth(false, "bob", ""));
    assertThat(get("format=json&include_mem=0"))
        .contains("\"user_agent\":\"ua/1\",\"auth_identity\":\"bob\",\"topology_zone\"");
  }

  @Test
  void refusedConnectionsAreCounted() {
    node.broker.stats().connectionCounters().refuse(Reason.TOTAL);
    node.broker.stats().connectionCounters().refuse(Reason.PER_ADDRESS);
    node.broker.stats().connectionCounters().refuse(Reason.HANDSHAKE);
    node.broker.stats().connectionCounters().refuse(Reason.FIRST_COMMAND);

    assertThat(get("format=json"))
        .endsWith(
            "\"connections\":{\"open\":1,\"refused_total\":1,\"refused_per_address\":1,"
                + "\"failed_handshakes\":1,\"first_command_timeouts\":1}}");
  }

  @Test
  void aTopicFilterReachesIntoTheProducers() {
    addConsumerAndProducer();

    assertThat(get("format=json&include_mem=0&topic=t2&channel=c2"))
        .contains(producer("\"pub_counts\":[{\"topic\":\"t2\",\"count\":1}],"));
    assertThat(get("format=json&include_mem=0&topic=unknown"))
        .endsWith("\"topics\":null,\"producers\":null," + CONNECTIONS + "}");
    assertThat(get("format=json&include_mem=0&topic=t2&channel=unknown"))
        .contains("\"topics\":[],\"producers\":[{");
    assertThat(get("format=json&include_mem=0&topic=!!&channel=!!")).contains("\"topics\":null");
  }

  @Test
  void clientsAreOnlyCountedIfAskedSo() {
    addConsumerAndProducer();

    assertThat(get("format=json&include_mem=0&include_clients=false"))
        .contains("\"client_count\":1,\"clients\":null")
        .contains("\"producers\":null,\"connections\":");
  }

  @Test
  void theHeapIsShownUnderNsqdsNames() throws IOException {
    JsonNode memory = new ObjectMapper().readTree(get("format=json")).get("memory");

    assertThat(memory.fieldNames())
        .toIterable()
        .containsExactly(
            "heap_objects",
            "heap_idle_bytes",
            "heap_in_use_bytes",
            "heap_released_bytes",
            "gc_pause_usec_100",
            "gc_pause_usec_99",
            "gc_pause_usec_95",
            "next_gc_bytes",
            "gc_total_runs");
    assertThat(memory.get("heap_in_use_bytes").asLong()).isPositive();
  }

  @Test
  void theTextHasNsqdsLines() {
    addConsumerAndProducer();

    String text = get("include_mem=false").replaceAll("(uptime|connected:) [\\dhms.]+", "$1 T");
    assertThat(text)
        .isEqualTo(
            """
            nsqd v1.3.0 (Herald 0.1.0-SNAPSHOT)
            start_time 2026-11-21T21:53:02Z
            uptime T

            Health: OK

            Topics:
               [t2             ] depth: 0     be-depth: 0     msgs: 1        e2e%:\s
                  [c2                       ] depth: 4     be-depth: 2     inflt: 1    def: 0    re-q: 0     timeout: 0     msgs: 7        e2e%:\s
                    [V2 hn<&:34338 ua/1      ] state: 3 inflt: 1    rdy: 5    fin: 0        re-q: 0        msgs: 1        connected: T

            Producers:
               [V2 hn<&:34340 ua/1      ] msgs: 3        topics: t2=1,t3=2 connected: T
            """);
    assertThat(get("")).contains("   gc_total_runs            \t");
  }

  @Test
  void anEmptyNodeSaysNone() {
    assertThat(get("include_mem=0")).endsWith("\nHealth: OK\n\nTopics: None\n\nProducers: None\n");
    assertThat(get("format=json&include_mem=0")).contains("\"topics\":[],\"producers\":null,");
  }

  @Test
  void aThousandClientsTakeLessThanATenthOfASecond() {
    ChannelStats channel = channel();
    for (int i = 0; i < 1000; i++) {
      ClientStats client = client("10.0.0.1:" + i);
      channel.add(i, 0, client);
      client.published(new TopicName("t2"), 1);
      node.broker.stats().add(i, client);
    }
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long start = System.nanoTime();
      assertThat(get("format=json")).hasSizeGreaterThan(700_000);
      best = Math.min(best, System.nanoTime() - start);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void durationsReadAsGoPrintsThem() {
    assertThat(StatsText.goText(Duration.ZERO)).isEqualTo("0s");
    assertThat(StatsText.goText(Duration.ofMillis(1500))).isEqualTo("1.5s");
    assertThat(StatsText.goText(Duration.ofSeconds(121))).isEqualTo("2m1s");
    assertThat(StatsText.goText(Duration.ofSeconds(3 * 3600 + 20))).isEqualTo("3h0m20s");
  }

  private void addConsumerAndProducer() {
    ChannelStats channel = channel();
    channel.depth.of(0).set(4);
    channel.backendDepth.of(0).set(2);
    channel.inFlightCount.of(0).set(1);
    channel.messageCount.of(0).set(7);
    ClientStats consumer = client("127.0.0.1:34338");
    consumer.phase(SessionPhase.SUBSCRIBED);
    consumer.readyCount.of(0).set(5);
    consumer.inFlightCount.of(0).set(1);
    consumer.messageCount.of(0).set(1);
    channel.add(1, 0, consumer);
    node.broker.stats().add(1, consumer);
    ClientStats producer = client("127.0.0.1:34340");
    producer.published(new TopicName("t3"), 2);
    producer.published(new TopicName("t2"), 1);
    node.broker.stats().add(2, producer);
  }

  private ChannelStats channel() {
    TopicStats topic = node.broker.stats().topic(new TopicName("t2"));
    topic.messageCount.of(0).set(1);
    topic.messageBytes.of(0).set(3);
    topic.storedBytes.of(0).set(96);
    return topic.channel(new ChannelName("c2"));
  }

  private static ClientStats client(String remoteAddress) {
    return new ClientStats(
        remoteAddress, new ClientIdentity("cid", "hn<&", "ua/1", 0, "", ""), CONNECTED);
  }

  /** Each request has a connection of its own, and the one before must not be counted. */
  private String get(String query) {
    Deadline.await("no connection", () -> node.broker.stats().connectionCounters().open() == 0);
    return node.probe().get("/stats?" + query).text();
  }

  private static String consumer() {
    return clientJson("127.0.0.1:34338", 3, 5, 1, 1, "");
  }

  private static String producer(String pubCounts) {
    return clientJson("127.0.0.1:34340", 0, 0, 0, 0, pubCounts);
  }

  private static String clientJson(
      String address, int state, int ready, int inFlight, int messages, String pubCounts) {
    return "{\"client_id\":\"cid\",\"hostname\":\"hn\\u003c\\u0026\",\"version\":\"V2\","
        + "\"remote_address\":\""
        + address
        + "\",\"state\":"
        + state
        + ",\"ready_count\":"
        + ready
        + ",\"in_flight_count\":"
        + inFlight
        + ",\"message_count\":"
        + messages
        + ",\"finish_count\":0,\"requeue_count\":0,\"connect_ts\":1795298018,\"sample_rate\":0,"
        + "\"deflate\":false,\"snappy\":false,\"user_agent\":\"ua/1\",\"topology_zone\":\"\","
        + "\"topology_region\":\"\","
        + pubCounts
        + "\"tls\":false,\"tls_cipher_suite\":\"\",\"tls_version\":\"\","
        + "\"tls_negotiated_protocol\":\"\",\"tls_negotiated_protocol_is_mutual\":false}";
  }
}
