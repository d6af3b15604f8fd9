package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.client.CommandBytes;
import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heartbeats, and the end of those who do not answer them (nsq-facts 1.4). */
class ProtocolV2HeartbeatTest {
  private static final String EACH_SECOND = "{\"heartbeat_interval\":1000}";

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @Test
  void aProducerGetsAHeartbeatEachInterval() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.identify(EACH_SECOND);
      long start = System.nanoTime();
      for (int beat = 1; beat <= 3; beat++) {
        Frame frame = connection.read();
        assertThat(frame.type()).isEqualTo(Frame.RESPONSE);
        assertThat(frame.text()).isEqualTo("_heartbeat_");
        assertThat(millisSince(start)).isBetween(beat * 1000L - 100, beat * 1000L + 950);
        connection.nop();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoIsSilentForTwoIntervalsIsClosedWithoutAFrame(boolean subscribed) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.identify(EACH_SECOND);
      long start =
          System.nanoTime(); // the broker counts from the last command, which may take a while
      if (subscribed) {
        connection.sub(BROKER.topic(), "channel");
      }

      assertThatThrownBy(
              () -> {
                while (true) {
                  assertThat(connection.read().text()).isEqualTo("_heartbeat_");
                }
              })
          .isInstanceOf(EOFException.class);
      assertThat(millisSince(start)).isBetween(1900L, 4000L);
    }
  }

  @Test
  void anyCommandAnswersAHeartbeat() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.identify(EACH_SECOND);
      for (int beat = 0; beat < 3; beat++) {
        assertThat(connection.read().isHeartbeat()).isTrue();
        connection.send(CommandBytes.pub(topic, new byte[] {1}));
        assertThat(connection.read().text()).isEqualTo("OK");
      }
    }
  }

  @Test
  void withoutHeartbeatsThereAreNoneAndSubIsInvalid() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.identify("{\"heartbeat_interval\":-1}");
      assertThat(connection.poll(Duration.ofMillis(1500))).isEmpty();
      connection.send(CommandBytes.sub(BROKER.topic(), "channel"));
      Expect.fatal(connection, "E_INVALID");
    }
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
