package io.herald.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import io.herald.config.SettingsLoader;
import io.herald.protocol.command.CommandEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publish keys of a whole node, over TCP and HTTP, and who a message was published by. */
class PublishOnceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private RunningNode node;

  @BeforeEach
  void start() throws Exception {
    start("--publish-keys-max=1000");
  }

  private void start(String... more) throws Exception {
    Stream<String> addresses =
        Stream.of("tcp", "http", "lookup-tcp", "lookup-http")
            .map(server -> "--" + server + "-address=127.0.0.1:0");
    Stream<String> others = Stream.of("--data-path=" + directory.resolve("data"));
    List<String> flags =
        Stream.of(addresses, others, Stream.of(more)).flatMap(each -> each).toList();
    node = Node.start(SettingsLoader.load(flags, Map.of()));
  }

  @AfterEach
  void stop() throws Exception {
    if (node != null) {
      node.stop().run();
      node = null;
    }
  }

  private NsqConnection connect() throws Exception {
    return NsqConnection.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.tcp().port()));
  }

  private HttpResponse<String> post(String target, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + node.http() + target))
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> once(String key, String target, String body) throws Exception {
    HttpResponse<String> response = post(target, body, "Herald-Publish-Key", key);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("OK");
    return response;
  }

  private static String id(HttpResponse<String> response) {
    return response.headers().firstValue("Herald-Message-Id").orElseThrow();
  }

  private static boolean isRepeat(HttpResponse<String> response) {
    return response.headers().firstValue("Herald-Duplicate").isPresent();
  }

  private static void send(NsqConnection client, String line, String body) throws Exception {
    client.send(CommandEncoder.withBody(body.getBytes(UTF_8), line));
    assertThat(client.reply().text()).isEqualTo("OK");
  }

  /** Everything that the topic has, by its body. */
  private List<String> messages(String topic, int count) throws Exception {
    try (NsqConnection consumer = connect()) {
      consumer.identify("{}");
      consumer.sub(topic, "all");
      consumer.rdy(2500);
      TreeSet<String> bodies = new TreeSet<>();
      for (int n = 0; n < count; n++) {
        Delivery delivery = consumer.delivery();
        assertThat(bodies.add(delivery.text())).as("%s comes once", delivery.text()).isTrue();
        consumer.fin(delivery.id());
      }
      assertThat(consumer.delivery(Duration.ofMillis(300))).as("no more").isEmpty();
      return List.copyOf(bodies);
    }
  }

  @Test
  void aRepeatIsAnsweredWithTheFirstOverEveryWayAndAfterARestart() throws Exception {
    post("/topic/create?topic=t&partition_num=3", "");
    HttpResponse<String> first = once("a", "/pub?topic=t", "a1");
    assertThat(isRepeat(first)).isFalse();
    HttpResponse<String> batch = once("b", "/mpub?topic=t", "b1\nb2");
    assertThat(isRepeat(batch)).isFalse();
    try (NsqConnection client = connect();
        NsqConnection other = connect()) {
      send(client, "PUB t once=a", "a2");
      send(other, "PUB t once=c", "c1");
      send(client, "PUB t once=c", "c2");
      send(client, "DPUB t 10 once=c", "c3");
      client.send(CommandEncoder.mpub("t once=b", List.of("b3".getBytes(UTF_8))));
      assertThat(client.reply().text()).isEqualTo("OK");
      client.send(
          new String(CommandEncoder.withBody("d1".getBytes(UTF_8), "PUB t once=d"), UTF_8)
              + new String(CommandEncoder.withBody("d2".getBytes(UTF_8), "PUB t once=d"), UTF_8));
      assertThat(client.reply().text()).isEqualTo("OK");
      assertThat(client.reply().text()).isEqualTo("OK");
    }
    HttpResponse<String> repeat = once("a", "/pub?topic=t", "a3");
    assertThat(isRepeat(repeat)).isTrue();
    assertThat(id(repeat)).isEqualTo(id(first));
    assertThat(id(once("b", "/mpub?topic=t", "b4"))).isEqualTo(id(batch));
    stop();
    start();
    repeat = once("a", "/pub?topic=t&defer=5", "a4");
    assertThat(isRepeat(repeat)).isTrue();
    assertThat(id(repeat)).isEqualTo(id(first));
    assertThat(isRepeat(once("c", "/pub?topic=t", "c4"))).isTrue();
    assertThat(messages("t", 5)).containsExactly("a1", "b1", "b2", "c1", "d1");
  }

  @Test
  void keysOutliveTheirSegment() throws Exception {
    stop();
    start("--segment-bytes=1MiB", "--durability=process");
    String filler = "x".repeat(20_000);
    for (int n = 0; n < 200; n++) {
      once("key-" + n, "/pub?topic=t", n + filler);
    }
    stop();
    start("--segment-bytes=1MiB", "--durability=process");
    for (int n = 0; n < 200; n++) {
      assertThat(isRepeat(once("key-" + n, "/pub?topic=t", n + filler))).isTrue();
    }
    assertThat(messages("t", 200)).hasSize(200);
  }

  @Test
  void partitionKeysDecideWhereARepeatIsLookedFor() throws Exception {
    post("/topic/create?topic=t&partition_num=2", "");
    HttpResponse<String> first = once("k", "/pub?topic=t&key=a", "1"); // "a" is 97, "b" 98
    assertThat(id(first)).startsWith("0001");
    assertThat(id(once("k", "/pub?topic=t&key=b", "2"))).startsWith("0000");
    try (NsqConnection client = connect()) {
      send(client, "PUB t once=k key=a", "3");
      send(client, "PUB t key=a", "4");
    }
    assertThat(messages("t", 3)).containsExactly("1", "2", "4");
  }

  @Test
  void withoutAWindowNothingIsRemembered() throws Exception {
    stop();
    start("--publish-key-window=0");
    once("k", "/pub?topic=t", "1");
    assertThat(isRepeat(once("k", "/pub?topic=t", "2"))).isFalse();
    assertThat(messages("t", 2)).containsExactly("1", "2");
  }

  @Test
  void whoPublishedAMessageIsKnownAlsoAfterARestart() throws Exception {
    String byHttp = id(post("/pub?topic=t", "one"));
    String byTcp;
    int port;
    try (NsqConnection client = connect()) {
      port = client.localAddress().getPort();
      send(client, "PUB t once=tcp", "two");
      byTcp = id(once("tcp", "/pub?topic=t", "three"));
    }
    for (int run = 0; run < 2; run++) {
      assertThat(publisher(byTcp)).isEqualTo("127.0.0.1:" + port);
      assertThat(publisher(byHttp)).matches("127\\.0\\.0\\.1:[0-9]+");
      stop();
      start();
    }
  }

  private String publisher(String id) throws Exception {
    URI uri = URI.create("http://" + node.http() + "/message/trace?topic=t&id=" + id);
    JsonNode trace =
        new ObjectMapper()
            .readTree(
                http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
    return trace.path("published_by").asText();
  }
}
