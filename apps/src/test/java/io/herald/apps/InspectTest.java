package io.herald.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import io.herald.config.SettingsLoader;
import io.herald.protocol.message.MessageId;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trace, peek and books of a whole node, over HTTP and with {@code herald trace} and verify. */
class InspectTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private RunningNode node;

  @BeforeEach
  void start() throws Exception {
    Stream<String> addresses =
        Stream.of("tcp", "http", "lookup-tcp", "lookup-http")
            .map(server -> "--" + server + "-address=127.0.0.1:0");
    List<String> flags = Stream.concat(addresses, Stream.of("--data-path=" + data())).toList();
    node = Node.start(SettingsLoader.load(flags, Map.of()));
  }

  @AfterEach
  void stop() throws Exception {
    if (node != null) {
      node.stop().run();
      node = null;
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  @Test
  void everyStateIsShownForTheRightMessageInBothPartitionsAndAfterARestart() throws Exception {
    post("/topic/create?topic=t&partition_num=2", "");
    post("/channel/create?topic=t&channel=c", "");
    for (int n = 0; n < 6; n++) {
      post("/pub?topic=t", "body " + n);
    }
    List<Delivery> got = new ArrayList<>();
    Instant begun = Instant.now();
    try (NsqConnection consumer = consumer()) {
      consumer.identify("{\"client_id\":\"me\",\"hostname\":\"here\"}");
      consumer.sub("t", "c");
      consumer.rdy(6);
      while (got.size() < 6) {
        got.add(consumer.delivery());
      }
      assertThat(got).extracting(each -> each.id().substring(0, 4)).contains("0000", "0001");
      consumer.rdy(1);
      consumer.fin(got.get(0).id());
      consumer.req(got.get(1).id(), Duration.ofMinutes(10));
      awaitState(got.get(1).id(), "deferred");

      expectInFlight(got.get(2), begun, consumer);
      for (Delivery each : got) {
        JsonNode trace = trace(each.id());
        assertThat(trace.path("body").asText()).isEqualTo(each.text());
        assertThat(trace.path("size").asInt()).isEqualTo(each.body().length);
        assertThat(trace.path("timestamp").asLong()).isEqualTo(each.timestamp());
        assertThat(trace.path("published_by").asText()).startsWith("127.0.0.1:");
        long id = Long.parseLong(each.id(), 16);
        assertThat(trace.path("partition").asInt()).isEqualTo(MessageId.partition(id));
        assertThat(trace.path("offset").asLong()).isEqualTo(MessageId.offset(id));
      }
      JsonNode finished = trace(got.get(0).id()).path("channels").get(0);
      assertThat(finished.path("state").asText()).isEqualTo("finished");
      assertThat(finished.path("finished_by").asText()).isEqualTo("unknown");
      assertThat(ids("inflight")).hasSize(4).doesNotContain(got.get(0).id(), got.get(1).id());
      assertThat(ids("deferred")).containsExactly(got.get(1).id());
      assertThat(ids("ready")).isEmpty();
      expectBooks(Map.of("finished", 1L, "in_flight", 4L, "deferred", 1L, "ready", 0L));
    }
    awaitState(got.get(2).id(), "waiting"); // its consumer has gone
    stop();
    start();
    assertThat(state(got.get(0).id())).isEqualTo("finished");
    assertThat(state(got.get(1).id())).isEqualTo("deferred");
    assertThat(state(got.get(2).id())).isEqualTo("waiting");
    assertThat(ids("ready")).hasSize(4);
    expectBooks(Map.of("finished", 1L, "in_flight", 0L, "deferred", 1L, "ready", 4L));
  }

  @Test
  void whatHappensToATracedMessageIsKeptAcrossARestart() throws Exception {
    post("/topic/create?topic=t", "");
    post("/channel/create?topic=t&channel=c", "");
    post("/message/trace/enable?topic=t&channel=c", "");
    post("/pub?topic=t", "traced");
    String id;
    String client;
    try (NsqConnection consumer = consumer()) {
      consumer.identify("{\"client_id\":\"me\",\"hostname\":\"here\"}");
      consumer.sub("t", "c");
      consumer.rdy(1);
      id = consumer.delivery().id();
      consumer.req(id, Duration.ZERO);
      consumer.delivery();
      client = "me at 127.0.0.1:" + consumer.localAddress().getPort();
    } // and goes away with it
    awaitState(id, "waiting");
    try (NsqConnection consumer = consumer()) {
      consumer.sub("t", "c");
      consumer.rdy(1);
      consumer.fin(consumer.delivery().id());
      awaitState(id, "finished");
    }
    stop();
    start();
    JsonNode channel = trace(id).path("channels").get(0);
    assertThat(channel.path("timeline"))
        .extracting(entry -> entry.path("event").asText() + " " + entry.path("attempts").asInt())
        .containsExactly(
            "delivered 1",
            "requeued 1",
            "delivered 2",
            "client_left 2",
            "delivered 3",
            "finished 3");
    JsonNode first = channel.path("timeline").get(0);
    assertThat(first.path("client_id").asText() + " at " + first.path("remote_address").asText())
        .isEqualTo(client);
    assertThat(channel.path("attempts").asInt()).isEqualTo(3);
    assertThat(channel.path("finished_by").asText()).contains(" at 127.0.0.1:");

    post("/message/trace/disable?topic=t&channel=c", "");
    post("/pub?topic=t", "not traced");
    String other;
    try (NsqConnection consumer = consumer()) {
      consumer.sub("t", "c");
      consumer.rdy(1);
      other = consumer.delivery().id();
      consumer.fin(other);
      awaitState(other, "finished");
    }
    assertThat(trace(other).path("channels").get(0).has("timeline")).isFalse();
    assertThat(trace(id).path("channels").get(0).path("timeline")).hasSize(6);
  }

  private void expectInFlight(Delivery held, Instant begun, NsqConnection consumer)
      throws Exception {
    JsonNode state = trace(held.id()).path("channels").get(0);
    assertThat(state.path("state").asText()).isEqualTo("in_flight");
    assertThat(state.path("attempts").asInt()).isEqualTo(1);
    assertThat(state.path("client_id").asText()).isEqualTo("me");
    assertThat(state.path("hostname").asText()).isEqualTo("here");
    assertThat(state.path("remote_address").asText())
        .isEqualTo("127.0.0.1:" + consumer.localAddress().getPort());
    Instant since = Instant.parse(state.path("since").asText());
    assertThat(since).isAfterOrEqualTo(begun.minusMillis(1)).isBeforeOrEqualTo(Instant.now());
    assertThat(Instant.parse(state.path("deadline").asText())).isEqualTo(since.plusSeconds(60));
  }

  @Test
  void aBodyThatIsNoTextIsShownInBase64AndALargeOneOnlyIfItIsAskedFor() throws Exception {
    post("/topic/create?topic=t", "");
    post("/channel/create?topic=t&channel=c", "");
    post("/pub?topic=t", "a" + "é".repeat(1000));
    postBytes("/pub?topic=t", new byte[] {(byte) 0xff, 0, 1});
    JsonNode messages = get(200, peek("ready")).path("messages");
    JsonNode text = messages.get(0);
    assertThat(text.path("body").asText()).isEqualTo("a" + "é".repeat(511));
    assertThat(text.path("body_truncated").asBoolean()).isTrue();
    assertThat(text.path("size").asInt()).isEqualTo(2001);
    assertThat(messages.get(1).path("body").asText()).isEqualTo("/wAB");
    assertThat(messages.get(1).path("body_encoding").asText()).isEqualTo("base64");
    String id = text.path("id").asText();
    assertThat(get(200, "/message/trace?topic=t&body=full&id=" + id).path("body").asText())
        .isEqualTo("a" + "é".repeat(1000));
    assertThat(get(200, "/message/trace?topic=t&body=none&id=" + id).path("body").asText())
        .isEmpty();
  }

  @Test
  void aMessageThatWasNeverThereIsUnknownAndHistoryIsTold() throws Exception {
    post("/topic/create?topic=t&partition_num=2", "");
    post("/pub?topic=t", "one");
    for (String id : List.of("0000000000000001", "0001000000000000", "0007000000000001")) {
      JsonNode unknown = get(404, "/message/trace?topic=t&id=" + id);
      assertThat(unknown.path("message").asText())
          .startsWith("MESSAGE_NOT_FOUND - no message " + id);
      JsonNode history = unknown.path("history");
      assertThat(history).hasSize(2);
      long messages = 0;
      for (JsonNode partition : history) {
        long held = partition.path("end_offset").asLong() - partition.path("first_offset").asLong();
        assertThat(partition.has("first_published_at")).isEqualTo(held > 0);
        messages += held;
      }
      assertThat(messages).isEqualTo(1);
    }
    assertThat(get(404, "/message/trace?topic=none&id=0000000000000001").path("message").asText())
        .isEqualTo("TOPIC_NOT_FOUND");
    assertThat(get(404, peek("ready")).path("message").asText()).isEqualTo("CHANNEL_NOT_FOUND");
    assertThat(get(404, "/verify?topic=none").path("message").asText())
        .isEqualTo("TOPIC_NOT_FOUND");
  }

  @Test
  void theCommandsShowAMessageAndTheBooks() throws Exception {
    post("/topic/create?topic=t", "");
    post("/channel/create?topic=t&channel=c", "");
    post("/pub?topic=t", "hello");
    String id = ids("ready").get(0);
    assertThat(herald("trace", "t", id, "--http=" + node.http())).isZero();
    assertThat(out.toString(UTF_8)).contains("message " + id + " of t", "\"hello\"", "unread");
    assertThat(herald("verify", "--http=" + node.http())).isZero();
    assertThat(out.toString(UTF_8)).contains("the books of 1 channels balance");
    assertThat(herald("verify", "none", "--http=" + node.http())).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("TOPIC_NOT_FOUND").hasLineCount(1);
    assertThat(herald("verify", "--data-path=" + data())).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("is used by another process");
    assertThat(herald("verify", "t", "--data-path=" + data())).isEqualTo(2);
  }

  @Test
  void aDifferenceInTheBooksIsTheExitStatus() throws Exception {
    String answer =
        """
        {"balanced":false,"topics":[{"topic":"t","partitions":[{"partition":0,"channels":[
        {"channel":"c","published":9,"finished":1,"ready":7,"in_flight":0,"deferred":0,"held":0,
        "cursor":"current","differences":[{"what":"waiting, but not queued","messages":1,
        "offsets":["5..5"]}]}]}]}]}""";
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/verify",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length());
          exchange.getResponseBody().write(answer.getBytes(UTF_8));
          exchange.close();
        });
    other.start();
    try {
      int status = herald("verify", "--http=127.0.0.1:" + other.getAddress().getPort());
      assertThat(status).isEqualTo(1);
      assertThat(out.toString(UTF_8))
          .contains("difference in t/0 c: waiting, but not queued: 1 messages at 5..5");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void theDataOfAStoppedNodeIsCheckedAndNotChanged() throws Exception {
    post("/topic/create?topic=t", "");
    post("/channel/create?topic=t&channel=c", "");
    for (int n = 0; n < 50; n++) {
      post("/pub?topic=t", "body " + n);
    }
    stop();
    assertThat(herald("verify", "--data-path=" + data())).isZero();
    assertThat(out.toString(UTF_8)).contains("nothing is damaged");
    Path log = segment();
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 1;
    Files.write(log, bytes);
    Map<Path, Long> before = lengths();
    assertThat(herald("verify", "--data-path=" + data())).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("damage: ", log.toString(), "1 damaged places");
    assertThat(herald("verify", "--json", "--data-path=" + data())).isEqualTo(1);
    assertThat(json().path("damage")).hasSize(1);
    assertThat(lengths()).isEqualTo(before);
    assertThat(Files.readAllBytes(log)).isEqualTo(bytes);
    assertThat(herald("verify", "--data-path=" + directory)).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("not a data directory");
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.walk(data().resolve("journal"))) {
      return files
          .filter(path -> path.toString().contains("segment|t|"))
          .filter(path -> path.toString().endsWith(".log"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Map<Path, Long> lengths() throws IOException {
    Map<Path, Long> lengths = new TreeMap<>();
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        lengths.put(file, Files.size(file));
      }
    }
    return lengths;
  }

  private NsqConnection consumer() throws IOException {
    return NsqConnection.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.tcp().port()));
  }

  private int herald(String... arguments) {
    out.reset();
    err.reset();
    return HeraldCommand.run(
        settings -> {
          throw new AssertionError("starts nothing");
        },
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        arguments);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toByteArray());
  }

  private JsonNode trace(String id) throws Exception {
    return get(200, "/message/trace?topic=t&id=" + id);
  }

  private String state(String id) throws Exception {
    return trace(id).path("channels").get(0).path("state").asText();
  }

  private void awaitState(String id, String state) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!state(id).equals(state)) {
      assertThat(System.nanoTime()).as("waiting for " + state).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static String peek(String state) {
    return "/channel/peek?topic=t&channel=c&limit=1000&state=" + state;
  }

  private List<String> ids(String state) throws Exception {
    List<String> ids = new ArrayList<>();
    get(200, peek(state)).path("messages").forEach(each -> ids.add(each.path("id").asText()));
    return ids;
  }

  /** The books balance, and their sums over both partitions are these. */
  private void expectBooks(Map<String, Long> expected) throws Exception {
    JsonNode books = get(200, "/verify?topic=t");
    assertThat(books.path("balanced").asBoolean()).isTrue();
    Map<String, Long> sums = new TreeMap<>();
    for (JsonNode partition : books.path("topics").get(0).path("partitions")) {
      JsonNode channel = partition.path("channels").get(0);
      expected.keySet().forEach(key -> sums.merge(key, channel.path(key).asLong(), Long::sum));
      sums.merge("published", channel.path("published").asLong(), Long::sum);
    }
    assertThat(sums.remove("published")).isEqualTo(6);
    assertThat(sums).isEqualTo(expected);
  }

  private JsonNode get(int status, String target) throws Exception {
    HttpResponse<byte[]> answer = http.send(request(target).build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).as(target).isEqualTo(status);
    return new ObjectMapper().readTree(answer.body());
  }

  private void post(String target, String body) throws Exception {
    postBytes(target, body.getBytes(UTF_8));
  }

  private void postBytes(String target, byte[] body) throws Exception {
    HttpRequest request = request(target).POST(BodyPublishers.ofByteArray(body)).build();
    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("http://" + node.http() + target)).timeout(PATIENCE);
  }
}
