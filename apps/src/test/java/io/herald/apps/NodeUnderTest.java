package io.herald.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import io.herald.config.SettingsLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A whole node in this process, with clients for its TCP and HTTP ports and its commands. */
final class NodeUnderTest {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path data;
  private final List<String> flags;
  private RunningNode node;

  NodeUnderTest(Path data, String... flags) throws Exception {
    this.data = data;
    this.flags = List.of(flags);
    start();
  }

  private void start() throws Exception {
    Stream<String> addresses =
        Stream.of("tcp", "http", "lookup-tcp", "lookup-http")
            .map(server -> "--" + server + "-address=127.0.0.1:0");
    List<String> all =
        Stream.of(addresses, flags.stream(), Stream.of("--data-path=" + data))
            .flatMap(each -> each)
            .toList();
    node = Node.start(SettingsLoader.load(all, Map.of()));
  }

  void restart() throws Exception {
    node.stop().run();
    start();
  }

  void stop() throws Exception {
    node.stop().run();
  }

  /** A consumer that is ready for as many messages. */
  NsqConnection consumer(String topic, String channel, int readyCount) throws IOException {
    NsqConnection consumer =
        NsqConnection.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), node.tcp().port()));
    consumer.readTimeout(PATIENCE);
    consumer.sub(topic, channel);
    consumer.rdy(readyCount);
    return consumer;
  }

  NsqConnection connection() throws IOException {
    return NsqConnection.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.tcp().port()));
  }

  static Delivery next(NsqConnection consumer) throws IOException {
    return consumer.delivery(PATIENCE).orElseThrow();
  }

  JsonNode get(String target) throws Exception {
    return send(200, request(target).GET());
  }

  JsonNode post(String target) throws Exception {
    return post(200, target);
  }

  JsonNode post(int status, String target) throws Exception {
    return send(status, request(target).POST(BodyPublishers.noBody()));
  }

  void publish(String topic, String body) throws Exception {
    send(200, request("/pub?topic=" + topic).POST(BodyPublishers.ofString(body)));
  }

  private JsonNode send(int status, HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
    String text = new String(answer.body(), UTF_8);
    assertThat(answer.statusCode()).as(text).isEqualTo(status);
    return text.startsWith("{") ? new ObjectMapper().readTree(text) : null;
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("http://" + node.http() + target)).timeout(PATIENCE);
  }

  /** What a command prints, which must succeed. */
  String herald(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--http=" + node.http()))
            .toArray(String[]::new);
    PrintStream print = new PrintStream(out, true, UTF_8);
    int status =
        HeraldCommand.run(
            settings -> {
              throw new AssertionError("starts nothing");
            },
            print,
            print,
            all);
    assertThat(status).as(out.toString(UTF_8)).isZero();
    return out.toString(UTF_8);
  }

  /** The books balance, and this is what they say of a channel of the first partition. */
  JsonNode books(String topic, String channel) throws Exception {
    JsonNode books = get("/verify?topic=" + topic);
    assertThat(books.path("balanced").asBoolean()).as(books.toString()).isTrue();
    for (JsonNode each : books.path("topics").get(0).path("partitions").get(0).path("channels")) {
      if (each.path("channel").asText().equals(channel)) {
        return each;
      }
    }
    throw new AssertionError("no channel " + channel);
  }

  static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
