package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A channel of a node in its own process is moved through history, and new ones begin in it. */
@HeraldOnly("cannot read again")
@Timeout(300)
class ReplayTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int BATCH = 100;
  private static final int READY = 500;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final long seed = System.nanoTime();
  private Path dataPath;
  private BrokerProcess node;
  private HttpProbe http;

  @BeforeEach
  void start() throws Exception {
    dataPath = WorkDirectory.create();
    begin();
  }

  private void begin() throws Exception {
    LaunchOptions options =
        LaunchOptions.defaults()
            .withDataPath(dataPath)
            .withHerald("--durability", "process")
            .withHerald("--segment-bytes", "1MiB");
    node = BrokerProcess.start(options);
    http = new HttpProbe(node.http());
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    node.close();
    WorkDirectory.delete(dataPath);
  }

  private JsonNode done(String path) throws Exception {
    HttpProbe.Answer answer = http.post(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.response().body().length == 0 ? null : answer.json();
  }

  private void expectRefusal(String path, int status, String message) throws Exception {
    HttpProbe.Answer answer = http.post(path);
    assertThat(answer.json().get("message").asText()).contains(message);
    assertThat(answer.status()).isEqualTo(status);
  }

  private List<byte[]> bodies(int count) {
    Random random = new Random(seed);
    List<byte[]> bodies = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      byte[] body = new byte[1 + random.nextInt(300)];
      random.nextBytes(body);
      bodies.add(body);
    }
    return bodies;
  }

  /** By /mpub, so that the batches go to the partitions in turn. */
  private void publish(String topic, List<byte[]> bodies) throws Exception {
    for (int from = 0; from < bodies.size(); from += BATCH) {
      List<byte[]> batch = bodies.subList(from, Math.min(bodies.size(), from + BATCH));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(batch.size());
      for (byte[] body : batch) {
        out.writeInt(body.length);
        out.write(body);
      }
      assertThat(http.post("/mpub?binary=true&topic=" + topic, bytes.toByteArray()).text())
          .isEqualTo("OK");
    }
  }

  private NsqConnection subscribed(String topic, String channel) throws IOException {
    NsqConnection connection = NsqConnection.open(node.tcp());
    connection.readTimeout(LIMIT);
    connection.sub(topic, channel);
    connection.rdy(READY);
    return connection;
  }

  private static List<Delivery> consume(NsqConnection connection, int count) throws IOException {
    List<Delivery> all = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      Delivery delivery = connection.delivery();
      assertThat(delivery.attempt()).as("%s", delivery).isEqualTo(1);
      connection.fin(delivery.id());
      all.add(delivery);
    }
    return all;
  }

  private static List<String> shown(List<byte[]> bodies) {
    return bodies.stream().map(HexFormat.of()::formatHex).toList();
  }

  private static List<String> shownBodies(List<Delivery> deliveries) {
    return shown(deliveries.stream().map(Delivery::body).toList());
  }

  /** FINs are on their way for a while. */
  private void awaitFinished(String channel, String to, int replayed) throws Exception {
    String dryRun = "/channel/seek?dry_run=true&topic=replay&channel=" + channel + "&to=" + to;
    Await.until(replayed + " finished messages", LIMIT, () -> replayedBy(dryRun) == replayed);
  }

  private int replayedBy(String dryRun) throws Exception {
    return done(dryRun).get("replayed").asInt();
  }

  @Test
  void movedToTheBeginningTheSameBytesComeInTheSameOrderTwiceWhileAnotherChannelGoesOn()
      throws Exception {
    List<byte[]> bodies = bodies(20_000);
    List<String> published = shown(bodies);
    done("/topic/create?topic=replay&partition_num=1");
    done("/channel/create?topic=replay&channel=again");
    done("/channel/create?topic=replay&channel=live");
    publish("replay", bodies);
    try (NsqConnection again = subscribed("replay", "again");
        NsqConnection live = subscribed("replay", "live")) {
      assertThat(shownBodies(consume(again, 20_000))).isEqualTo(published);
      Future<List<Delivery>> other =
          threads.submit((Callable<List<Delivery>>) () -> consume(live, 20_000));
      for (int round = 0; round < 2; round++) {
        awaitFinished("again", "beginning", 20_000);
        JsonNode moved = done("/channel/seek?topic=replay&channel=again&to=beginning");
        assertThat(moved.get("replayed").asInt()).isEqualTo(20_000);
        assertThat(moved.get("skipped").asInt()).isZero();
        assertThat(shownBodies(consume(again, 20_000))).as("seed %d", seed).isEqualTo(published);
      }
      assertThat(shownBodies(other.get(LIMIT.toSeconds(), TimeUnit.SECONDS))).isEqualTo(published);
      done("/channel/seek?topic=replay&channel=again&to=beginning");
    }
    node.kill9();
    begin();
    try (NsqConnection again = subscribed("replay", "again")) {
      assertThat(shownBodies(consume(again, 20_000))).as("after kill -9").isEqualTo(published);
    }
  }

  @Test
  void twoPartitionsGoToATimeAMessageOrTheEndTogether() throws Exception {
    done("/topic/create?topic=replay&partition_num=2");
    done("/channel/create?topic=replay&channel=c");
    List<byte[]> bodies = bodies(4_000);
    publish("replay", bodies.subList(0, 2_000));
    Instant between = Instant.now().plusMillis(2);
    Await.until("a later time", LIMIT, () -> Instant.now().isAfter(between.plusMillis(2)));
    publish("replay", bodies.subList(2_000, 4_000));
    List<String> late = shown(bodies.subList(2_000, 4_000));
    String time = "timestamp:" + between.toEpochMilli();
    try (NsqConnection c = subscribed("replay", "c")) {
      List<Delivery> first = consume(c, 4_000);
      assertThat(shownBodies(first)).containsExactlyInAnyOrderElementsOf(shown(bodies));
      awaitFinished("c", "beginning", 4_000);

      assertThat(replayedBy("/channel/seek?dry_run=true&topic=replay&channel=c&to=" + time))
          .isEqualTo(2_000);
      done("/channel/seek?topic=replay&channel=c&to=" + time);
      assertThat(shownBodies(consume(c, 2_000))).containsExactlyInAnyOrderElementsOf(late);
      awaitFinished("c", "beginning", 4_000);

      String id = first.get(0).id();
      JsonNode moved = done("/channel/seek?topic=replay&channel=c&to=id:" + id);
      assertThat(moved.get("partitions")).hasSize(2);
      assertThat(consume(c, moved.get("replayed").asInt())).extracting(Delivery::id).contains(id);

      done("/channel/create?topic=replay&channel=new&from=" + time);
      expectRefusal("/channel/create?topic=replay&channel=new&from=end", 409, "CHANNEL_EXISTS");
      try (NsqConnection fresh = subscribed("replay", "new")) {
        assertThat(shownBodies(consume(fresh, 2_000))).containsExactlyInAnyOrderElementsOf(late);
      }
      awaitFinished("c", "beginning", 4_000);
      done("/channel/seek?topic=replay&channel=c&to=beginning&partition=1");
      done("/channel/seek?topic=replay&channel=c&to=end");
      assertThat(consume(c, 0)).isEmpty();
    }
    node.kill9();
    begin();
    try (NsqConnection c = subscribed("replay", "c")) {
      assertThat(c.delivery(Duration.ofMillis(500))).as("moved to the end").isEmpty();
      publish("replay", List.of(new byte[] {42}));
      assertThat(consume(c, 1).get(0).body()).containsExactly(42);
    }
  }

  @Test
  void whatIsNotInHistoryIsRefusedAndNothingMoves() throws Exception {
    String seek = "/channel/seek?topic=replay&channel=c&to=";
    expectRefusal(seek + "beginning", 404, "TOPIC_NOT_FOUND");
    done("/topic/create?topic=replay&partition_num=2");
    expectRefusal(seek + "beginning", 404, "CHANNEL_NOT_FOUND");
    expectRefusal(seek + "beginning&dry_run=true", 404, "CHANNEL_NOT_FOUND");
    done("/channel/create?topic=replay&channel=c");
    publish("replay", bodies(400));
    expectRefusal(seek + "timestamp:1000", 400, "is before history, which starts at partition 0");
    expectRefusal(seek + "offset:1", 400, "partition 1: offset ");
    expectRefusal(seek + "offset:281474976710655", 400, "is behind the end of partition 0");
    expectRefusal(seek + "beginning&partition=2", 404, "the topic has 0 to 1");
    expectRefusal(seek + "id:0007000000000001", 404, "the topic has 0 to 1");
    expectRefusal(
        "/channel/create?topic=replay&channel=d&from=timestamp:1000", 400, "is before history");
    assertThat(http.get("/stats?format=json&topic=replay").text()).doesNotContain("\"d\"");
    try (NsqConnection c = subscribed("replay", "c")) {
      consume(c, 400);
    }
    done("/topic/create?topic=passing%23ephemeral");
    expectRefusal(
        "/channel/seek?topic=passing%23ephemeral&channel=c&to=end", 400, "keeps no history");
  }

  @Test
  void youzansBodiesMoveTheChannelToo() throws Exception {
    done("/topic/create?topic=replay&partition_num=1");
    done("/channel/create?topic=replay&channel=c");
    List<byte[]> bodies = bodies(300);
    publish("replay", bodies);
    String path = "/channel/setoffset?topic=replay&channel=c";
    try (NsqConnection c = subscribed("replay", "c")) {
      consume(c, 300);
      awaitFinished("c", "beginning", 300);
      assertThat(http.post(path, "msgcount:290").status()).isEqualTo(200);
      assertThat(shownBodies(consume(c, 10))).isEqualTo(shown(bodies.subList(290, 300)));
      assertThat(http.post(path, "msgcount:301").status()).isEqualTo(400);
      assertThat(http.post(path, "virtual_queue:5").status()).isEqualTo(400);
      assertThat(http.post(path, "special:-1").status()).isEqualTo(200);
      assertThat(c.delivery(Duration.ofMillis(300))).isEmpty();
    }
  }
}
