package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What topics and channels do with messages (nsq-facts 2). */
class DeliveryTest {
  private static final Duration QUIET = Duration.ofMillis(250);
  private static final Duration SOON = Duration.ofSeconds(5);

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @Test
  void eachChannelGetsACopyWithTheSameIdAndTime() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection one = consumer(topic, "one");
        NsqConnection two = consumer(topic, "two")) {
      one.pub(topic, "x");
      Delivery first = one.delivery();
      Delivery second = two.delivery();
      assertThat(second.id()).isEqualTo(first.id());
      assertThat(second.timestamp()).isEqualTo(first.timestamp());
      one.fin(first.id());
      two.req(second.id(), Duration.ZERO);
      assertThat(two.delivery().attempt()).as("channels count apart").isEqualTo(2);
    }
  }

  @Test
  void aTopicWithoutChannelsKeepsItsMessagesForTheFirst() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection producer = BROKER.connect()) {
      producer.pub(topic, "early");
      assertThat(BROKER.http().topicStats(topic).path("depth").asInt()).isEqualTo(1);
      try (NsqConnection first = consumer(topic, "first")) {
        assertThat(first.delivery().text()).isEqualTo("early");
        try (NsqConnection second = consumer(topic, "second")) {
          producer.pub(topic, "late");
          assertThat(second.delivery().text()).isEqualTo("late");
          assertThat(first.delivery().text()).isEqualTo("late");
        }
      }
    }
  }

  @Test
  void aChannelCreatedOverHttpGetsCopiesFromThenOn() throws Exception {
    String topic = BROKER.topic();
    HttpProbe http = BROKER.http();
    http.post("/topic/create?topic=" + topic);
    http.post("/channel/create?topic=" + topic + "&channel=archive");
    http.post("/pub?topic=" + topic, "kept");
    await(topic, "archive", "depth", 1);
    try (NsqConnection consumer = consumer(topic, "archive")) {
      assertThat(consumer.delivery().text()).isEqualTo("kept");
    }
  }

  @Test
  void aPausedChannelHoldsItsMessagesAndItsConsumersMayFinish() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection paused = consumer(topic, "paused");
        NsqConnection other = consumer(topic, "other")) {
      paused.pub(topic, "before");
      Delivery before = paused.delivery();
      act("/channel/pause", topic, "paused");
      paused.pub(topic, "during");
      assertThat(other.delivery().text()).isEqualTo("before");
      assertThat(other.delivery().text()).isEqualTo("during");
      assertThat(paused.delivery(QUIET)).isEmpty();
      paused.fin(before.id());
      Expect.open(paused);
      JsonNode stats = BROKER.http().channelStats(topic, "paused");
      assertThat(stats.path("paused").asBoolean()).isTrue();
      assertThat(stats.path("depth").asInt()).isEqualTo(1);
      assertThat(stats.path("in_flight_count").asInt()).isZero();

      act("/channel/unpause", topic, "paused");
      assertThat(paused.delivery().text()).isEqualTo("during");
    }
  }

  @Test
  void aPausedTopicHoldsItsMessagesForAllChannelsOfItsEnd() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection first = consumer(topic, "first")) {
      post("/topic/pause?topic=" + topic);
      first.pub(topic, "held");
      assertThat(first.delivery(QUIET)).isEmpty();
      JsonNode stats = BROKER.http().topicStats(topic);
      assertThat(stats.path("paused").asBoolean()).isTrue();
      assertThat(stats.path("depth").asInt()).isEqualTo(1);
      assertThat(stats.at("/channels/0/depth").asInt()).isZero();

      try (NsqConnection joined = consumer(topic, "joined")) {
        post("/topic/unpause?topic=" + topic);
        assertThat(first.delivery().text()).isEqualTo("held");
        assertThat(joined.delivery().text()).isEqualTo("held");
      }
    }
  }

  @Test
  void anEphemeralChannelGoesWithItsLastClient() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection lasting = consumer(topic, "lasting")) {
      try (NsqConnection one = consumer(topic, "gone#ephemeral")) {
        try (NsqConnection two = consumer(topic, "gone#ephemeral")) {
          two.pub(topic, "x");
        }
        await(topic, "gone#ephemeral", "client_count", 1);
        Expect.open(one);
      }
      Await.until(
          "the channel is gone",
          SOON,
          () -> BROKER.http().channelStats(topic, "gone#ephemeral").isMissingNode());
      assertThat(lasting.delivery().text()).isEqualTo("x");
    }
    assertThat(BROKER.http().channelStats(topic, "lasting").isMissingNode()).isFalse();
  }

  @Test
  void anEphemeralTopicGoesWithItsLastChannel() throws Exception {
    String topic = BROKER.topic() + "#ephemeral";
    try (NsqConnection consumer = consumer(topic, "channel#ephemeral")) {
      consumer.pub(topic, "x");
      assertThat(consumer.delivery().text()).isEqualTo("x");
    }
    Await.until("the topic is gone", SOON, () -> BROKER.http().topicStats(topic).isMissingNode());
  }

  @Test
  void anEphemeralTopicThatNeverHadAChannelStays() throws Exception {
    String topic = BROKER.topic() + "#ephemeral";
    try (NsqConnection producer = BROKER.connect()) {
      producer.pub(topic, "waits");
    }
    try (NsqConnection consumer = consumer(topic, "channel")) {
      assertThat(consumer.delivery().text()).isEqualTo("waits");
    }
  }

  @Test
  void emptyingAChannelDropsWhatIsQueuedInFlightAndDeferred() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection consumer = consumer(topic, "channel")) {
      consumer.rdy(1);
      consumer.dpub(topic, Duration.ofMillis(1500), new byte[] {1});
      await(topic, "channel", "deferred_count", 1);
      consumer.pub(topic, "in flight");
      Delivery held = consumer.delivery();
      consumer.pub(topic, "queued");
      await(topic, "channel", "depth", 1);
      act("/channel/empty", topic, "channel");

      JsonNode stats = BROKER.http().channelStats(topic, "channel");
      for (String count : List.of("depth", "in_flight_count", "deferred_count")) {
        assertThat(stats.path(count).asInt()).as(count).isZero();
      }
      assertThat(stats.path("client_count").asInt()).isEqualTo(1);
      consumer.fin(held.id());
      Expect.nonFatal(consumer, "E_FIN_FAILED");
      consumer.pub(topic, "after");
      assertThat(consumer.delivery().text()).isEqualTo("after");
      assertThat(consumer.delivery(Duration.ofMillis(1700))).isEmpty();
    }
  }

  @Test
  void emptyingATopicDropsWhatNoChannelHasYet() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection producer = BROKER.connect()) {
      producer.pub(topic, "dropped");
      post("/topic/empty?topic=" + topic);
      assertThat(BROKER.http().topicStats(topic).path("depth").asInt()).isZero();
      producer.pub(topic, "kept");
    }
    try (NsqConnection consumer = consumer(topic, "channel")) {
      assertThat(consumer.delivery().text()).isEqualTo("kept");
    }
  }

  @Test
  @HeraldOnly("leaves the channels as they are")
  void emptyingATopicEmptiesItsChannels() throws Exception {
    String topic = BROKER.topic();
    HttpProbe http = BROKER.http();
    http.post("/topic/create?topic=" + topic);
    http.post("/channel/create?topic=" + topic + "&channel=channel");
    http.post("/pub?topic=" + topic, "x");
    await(topic, "channel", "depth", 1);
    post("/topic/empty?topic=" + topic);
    await(topic, "channel", "depth", 0);
  }

  @Test
  void deletingAChannelClosesItsConsumersWithoutAFrame() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection deleted = consumer(topic, "deleted");
        NsqConnection other = consumer(topic, "other")) {
      act("/channel/delete", topic, "deleted");
      Expect.closed(deleted);
      assertThat(BROKER.http().channelStats(topic, "deleted").isMissingNode()).isTrue();
      other.pub(topic, "x");
      assertThat(other.delivery().text()).isEqualTo("x");
    }
  }

  @Test
  void deletingATopicClosesConsumersAndProducersMayCreateItAgain() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection consumer = consumer(topic, "channel");
        NsqConnection producer = BROKER.connect()) {
      producer.pub(topic, "old");
      assertThat(consumer.delivery().text()).isEqualTo("old");
      post("/topic/delete?topic=" + topic);
      Expect.closed(consumer);
      assertThat(BROKER.http().topicStats(topic).isMissingNode()).isTrue();

      producer.pub(topic, "new");
      try (NsqConnection again = consumer(topic, "channel")) {
        assertThat(again.delivery().text()).isEqualTo("new");
        assertThat(again.delivery(QUIET)).isEmpty();
      }
    }
  }

  @Test
  void attemptsAreCounted() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection consumer = consumer(topic, "channel")) {
      consumer.pub(topic, "x");
      for (int attempt = 1; attempt <= 20; attempt++) {
        Delivery delivery = consumer.delivery();
        assertThat(delivery.attempt()).isEqualTo(attempt);
        consumer.req(delivery.id(), Duration.ofMillis(attempt % 3));
      }
    }
  }

  @Test
  void deferredMessagesComeInTheOrderOfTheirTimes() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection consumer = consumer(topic, "channel")) {
      consumer.dpub(topic, Duration.ofMillis(1500), "third".getBytes(UTF_8));
      consumer.dpub(topic, Duration.ofMillis(900), "second".getBytes(UTF_8));
      consumer.dpub(topic, Duration.ofMillis(300), "first".getBytes(UTF_8));
      await(topic, "channel", "deferred_count", 3);
      List<String> order = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        order.add(consumer.delivery().text());
      }
      assertThat(order).containsExactly("first", "second", "third");
    }
  }

  @Test
  void aSamplingConsumerGetsAboutItsShare() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection sampling = BROKER.connect()) {
      sampling.identify("{\"sample_rate\":19}");
      sampling.sub(topic, "channel");
      sampling.rdy(2500);
      sampling.mpub(topic, nCopies(2000, new byte[] {1}));
      int received = 0;
      while (sampling.delivery(Duration.ofSeconds(1)).isPresent()) {
        received++;
      }
      assertThat(received).as("20 % of 2000").isBetween(320, 480);
    }
  }

  @Test
  @HeraldOnly("drops what a sampling consumer does not take")
  void whatOneConsumerDoesNotSampleGoesToTheOthers() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection sampling = BROKER.connect();
        NsqConnection other = consumer(topic, "channel")) {
      sampling.identify("{\"sample_rate\":19}");
      sampling.sub(topic, "channel");
      sampling.rdy(2500);
      other.rdy(2500);
      other.mpub(topic, nCopies(2000, new byte[] {1}));
      int sampled = 0;
      while (sampling.delivery(Duration.ofSeconds(1)).isPresent()) {
        sampled++;
      }
      for (int rest = sampled; rest < 2000; rest++) {
        assertThat(other.delivery(Duration.ofSeconds(1))).isPresent();
      }
      assertThat(sampled).as("at most about 20 % of 2000").isBetween(1, 480);
      assertThat(other.delivery(QUIET)).isEmpty();
    }
  }

  private static NsqConnection consumer(String topic, String channel) throws IOException {
    NsqConnection connection = BROKER.connect();
    connection.sub(topic, channel);
    connection.rdy(100);
    return connection;
  }

  private static void act(String path, String topic, String channel) throws Exception {
    post(path + "?topic=" + topic + "&channel=" + channel);
  }

  private static void post(String path) throws Exception {
    assertThat(BROKER.http().post(path).status()).as(path).isEqualTo(200);
  }

  private static void await(String topic, String channel, String field, int value)
      throws Exception {
    Await.until(
        field + " = " + value,
        SOON,
        () -> BROKER.http().channelStats(topic, channel).path(field).asInt(-1) == value);
  }
}
