package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.client.CommandBytes;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The limits of the protocol follow the flags of the same names (nsq-facts 7). */
class ProtocolV2LimitsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @RegisterExtension
  static final SharedBroker BROKER =
      SharedBroker.with(
          LaunchOptions.defaults()
              .with("--max-channel-consumers", "2")
              .with("--max-rdy-count", "10")
              .with("--max-msg-size", "100")
              .with("--max-body-size", "1000")
              .with("--msg-timeout", "1500ms")
              .with("--max-msg-timeout", "2s")
              .with("--max-req-timeout", "1s")
              .withHerald("--max-defer-timeout", "1s")
              .with("--max-heartbeat-interval", "5s"));

  @Test
  void identifyTellsTheLimits() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      var answer = MAPPER.readTree(connection.identify("{\"feature_negotiation\":true}"));
      assertThat(answer.get("max_rdy_count").asInt()).isEqualTo(10);
      assertThat(answer.get("msg_timeout").asInt()).isEqualTo(1500);
      assertThat(answer.get("max_msg_timeout").asInt()).isEqualTo(2000);
    }
  }

  @Test
  void rangesOfIdentifyFollowTheFlags() throws IOException {
    refuses(CommandBytes.identify("{\"msg_timeout\":2001}"), "E_BAD_BODY");
    refuses(CommandBytes.identify("{\"heartbeat_interval\":5001}"), "E_BAD_BODY");
    refuses(CommandBytes.identify("{\"user_agent\":\"" + "x".repeat(1000) + "\"}"), "E_BAD_BODY");
  }

  @Test
  void oneConsumerTooManyCannotSubscribe() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection first = BROKER.connect();
        NsqConnection second = BROKER.connect();
        NsqConnection third = BROKER.connect()) {
      first.sub(topic, "channel");
      second.sub(topic, "channel");
      third.send(CommandBytes.sub(topic, "channel"));
      Expect.fatal(third, "E_SUB_FAILED");
    }
  }

  @Test
  void aFreedPlaceMayBeTaken() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection first = BROKER.connect()) {
      first.sub(topic, "channel");
      try (NsqConnection second = BROKER.connect()) {
        second.sub(topic, "channel");
      }
      Await.until(
          "one consumer left",
          Duration.ofSeconds(5),
          () -> BROKER.http().channelStats(topic, "channel").path("client_count").asInt() == 1);
      try (NsqConnection third = BROKER.connect()) {
        third.sub(topic, "channel");
      }
    }
  }

  @Test
  void theReadyCountHasItsMaximum() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.sub(BROKER.topic(), "channel");
      connection.rdy(10);
      Expect.open(connection);
      connection.rdy(11);
      Expect.fatal(connection, "E_INVALID");
    }
  }

  @Test
  void messageAndBatchSizesHaveTheirMaximum() throws IOException {
    String topic = BROKER.topic();
    List<byte[]> largestBatch = Collections.nCopies(9, new byte[100]);
    try (NsqConnection connection = BROKER.connect()) {
      connection.pub(topic, new byte[100]);
      connection.mpub(topic, largestBatch);
      connection.mpub(topic, Collections.nCopies(199, new byte[1]));
    }
    refuses(CommandBytes.pub(topic, new byte[101]), "E_BAD_MESSAGE");
    refuses(CommandBytes.mpub(topic, List.of(new byte[101])), "E_BAD_MESSAGE");
    refuses(CommandBytes.mpub(topic, Collections.nCopies(10, new byte[100])), "E_BAD_BODY");
    refuses(CommandBytes.mpub(topic, Collections.nCopies(200, new byte[1])), "E_BAD_BODY");
  }

  @Test
  void aPublishDelayBeyondTheMaximumIsInvalid() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.dpub(topic, Duration.ofSeconds(1), new byte[1]);
    }
    refuses(CommandBytes.dpub(topic, 1001, new byte[1]), "E_INVALID");
  }

  @Test
  void aRequeueDelayIsClampedToTheMaximum() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.sub(topic, "channel");
      connection.rdy(1);
      connection.pub(topic, "x");
      long start = System.nanoTime();
      connection.req(connection.delivery().id(), Duration.ofHours(1));
      assertThat(connection.delivery().attempt()).isEqualTo(2);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000_000L);
    }
  }

  @Test
  void touchNeverHoldsAMessageLongerThanTheMaximum() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.sub(topic, "channel");
      connection.rdy(1);
      connection.pub(topic, "x");
      Delivery first = connection.delivery();
      long start = System.nanoTime();
      Await.pass(Duration.ofMillis(1200));
      connection.touch(first.id());
      assertThat(connection.delivery().attempt()).isEqualTo(2);
      long held = (System.nanoTime() - start) / 1_000_000;
      assertThat(held).isBetween(1950L, BrokerProcess.isNsqd() ? 8000L : 2600L);
    }
  }

  private static void refuses(byte[] bytes, String code) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(bytes);
      Expect.fatal(connection, code);
    }
  }
}
