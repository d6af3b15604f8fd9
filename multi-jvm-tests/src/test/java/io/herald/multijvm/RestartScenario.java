package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a node still knows when it is started again on its data directory. One node is filled and
 * ended once; the tests then look at its successor.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RestartScenario {
  private static final Duration DELAY = Duration.ofSeconds(8);
  private static final Duration QUIET = Duration.ofMillis(250);

  private Path dataPath;
  private BrokerProcess broker;
  private long deferredAt;
  private Delivery keptBefore;

  /** Ends the first node. */
  abstract void end(BrokerProcess first) throws Exception;

  /** How both nodes are started. */
  LaunchOptions options() throws Exception {
    return LaunchOptions.defaults();
  }

  @BeforeAll
  void fillAndRestart() throws Exception {
    dataPath = WorkDirectory.create();
    LaunchOptions options = options().withDataPath(dataPath);
    try (BrokerProcess first = BrokerProcess.start(options)) {
      keep(first);
      pause(first);
      defer(first);
      end(first);
    }
    broker = BrokerProcess.start(options);
  }

  @AfterAll
  void delete() throws IOException {
    broker.close();
    WorkDirectory.delete(dataPath);
  }

  private void keep(BrokerProcess first) throws Exception {
    try (NsqConnection connection = subscribed(first, "kept", "channel")) {
      connection.rdy(1);
      connection.pub("kept", "finished");
      connection.fin(connection.delivery().id());
      connection.pub("kept", "thrice");
      connection.req(connection.delivery().id(), Duration.ZERO);
      keptBefore = connection.delivery();
      connection.pub("kept", "queued");
      Expect.open(connection);
    }
    try (NsqConnection producer = NsqConnection.open(first.tcp())) {
      producer.pub("channelless", "waiting");
      producer.pub("lost#ephemeral", "x");
    }
  }

  private static void pause(BrokerProcess first) throws Exception {
    HttpProbe http = new HttpProbe(first.http());
    for (String topic : new String[] {"paused-topic", "paused-channel"}) {
      http.post("/topic/create?topic=" + topic);
      http.post("/channel/create?topic=" + topic + "&channel=channel");
      http.post("/channel/create?topic=" + topic + "&channel=running");
    }
    http.post("/topic/pause?topic=paused-topic");
    http.post("/channel/pause?topic=paused-channel&channel=channel");
    http.post("/pub?topic=paused-topic", "x");
    http.post("/pub?topic=paused-channel", "x");
  }

  private void defer(BrokerProcess first) throws Exception {
    try (NsqConnection connection = subscribed(first, "deferred", "channel")) {
      connection.rdy(1);
      connection.pub("deferred", "requeued");
      deferredAt = System.nanoTime();
      connection.req(connection.delivery().id(), DELAY);
      connection.dpub("deferred", DELAY, "published".getBytes(UTF_8));
      Expect.open(connection);
    }
  }

  @Test
  void unfinishedMessagesComeAgainWithTheirIdTimeAndNextAttempt() throws Exception {
    try (NsqConnection connection = subscribed(broker, "kept", "channel")) {
      connection.rdy(10);
      Delivery one = connection.delivery();
      Delivery two = connection.delivery();
      Delivery thrice = one.text().equals("thrice") ? one : two;
      Delivery queued = one.text().equals("thrice") ? two : one;
      assertThat(thrice.id()).isEqualTo(keptBefore.id());
      assertThat(thrice.timestamp()).isEqualTo(keptBefore.timestamp());
      assertThat(thrice.text()).isEqualTo("thrice");
      assertThat(thrice.attempt()).isEqualTo(3);
      assertThat(queued.text()).isEqualTo("queued");
      assertThat(connection.delivery(QUIET)).as("the finished one").isEmpty();
      connection.pub("kept", "new");
      assertThat(connection.delivery().id()).as("ids rise").isGreaterThan(queued.id());
    }
  }

  @Test
  void aTopicWithoutChannelsStillKeepsItsMessages() throws Exception {
    try (NsqConnection connection = subscribed(broker, "channelless", "first")) {
      connection.rdy(1);
      assertThat(connection.delivery().text()).isEqualTo("waiting");
    }
  }

  @Test
  void ephemeralTopicsAreGone() throws Exception {
    assertThat(new HttpProbe(broker.http()).topicStats("lost#ephemeral").isMissingNode()).isTrue();
  }

  @Test
  void pausesLast() throws Exception {
    HttpProbe http = new HttpProbe(broker.http());
    JsonNode topic = http.topicStats("paused-topic");
    assertThat(topic.path("paused").asBoolean()).isTrue();
    assertThat(topic.path("channels").size()).isEqualTo(2);
    JsonNode channel = http.channelStats("paused-channel", "channel");
    assertThat(channel.path("paused").asBoolean()).isTrue();
    assertThat(channel.path("depth").asInt()).isEqualTo(1);
    assertThat(http.channelStats("paused-channel", "running").path("paused").asBoolean()).isFalse();
    for (String name : new String[] {"paused-topic", "paused-channel"}) {
      try (NsqConnection connection = subscribed(broker, name, "channel")) {
        connection.rdy(1);
        assertThat(connection.delivery(QUIET)).as(name).isEmpty();
        http.post("/topic/unpause?topic=" + name);
        http.post("/channel/unpause?topic=" + name + "&channel=channel");
        assertThat(connection.delivery().text()).isEqualTo("x");
      }
    }
  }

  @Test
  @HeraldOnly("forgets delays and delivers at once")
  void deferredMessagesStillWaitForTheirTime() throws Exception {
    try (NsqConnection connection = subscribed(broker, "deferred", "channel")) {
      connection.rdy(10);
      Delivery one = connection.delivery();
      Delivery two = connection.delivery();
      assertThat(Duration.ofNanos(System.nanoTime() - deferredAt)).isGreaterThanOrEqualTo(DELAY);
      Delivery requeued = one.text().equals("requeued") ? one : two;
      Delivery published = one.text().equals("requeued") ? two : one;
      assertThat(requeued.attempt()).isEqualTo(2);
      assertThat(published.text()).isEqualTo("published");
      assertThat(published.attempt()).isEqualTo(1);
    }
  }

  private static NsqConnection subscribed(BrokerProcess node, String topic, String channel)
      throws IOException {
    NsqConnection connection = NsqConnection.open(node.tcp());
    connection.sub(topic, channel);
    return connection;
  }
}
