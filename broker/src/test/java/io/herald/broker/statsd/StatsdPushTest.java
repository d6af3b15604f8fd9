package io.herald.broker.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.herald.broker.stats.BrokerStats;
import io.herald.config.StatsdSettings;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The push against real sockets: rounds, spreading, what goes wrong, and its end. */
class StatsdPushTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final int DEADLINE_MILLIS = 20_000;

  private final BrokerStats stats = new BrokerStats(Instant.now());
  private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(StatsdPush.class);
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            warnings.add(event.getFormattedMessage());
          }
        }
      };

  private StatsdPush push;

  @BeforeEach
  void start() {
    for (String topic : List.of("a", "b", "c")) {
      stats.topic(new TopicName(topic)).messageCount.of(0).set(1);
    }
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    if (push != null) {
      push.close();
    }
    logger.detachAppender(appender);
  }

  @Test
  void everyRoundTellsWhatWasAdded() throws Exception {
    try (DatagramSocket daemon = bound(0)) {
      push(daemon.getLocalPort(), SHORT, 1000);
      String first = receive(daemon);
      assertThat(first)
          .startsWith("nsq.127_0_0_1_4151.topic.a.message_count:1|c\n")
          .endsWith("nsq.127_0_0_1_4151.topic.c.backend_depth:0|g\n");
      assertThat(receive(daemon)).contains("topic.a.message_count:0|c");
      assertThat(warnings).isEmpty();
    }
  }

  @Test
  void packetsOfARoundAreSpreadAndTheRestGoesOutAtTheEnd() throws Exception {
    Duration interval = Duration.ofSeconds(1).plus(SHORT);
    long start = System.nanoTime();
    try (DatagramSocket daemon = bound(0)) {
      push(daemon.getLocalPort(), interval, 1);
      assertThat(receive(daemon)).contains("topic.a.message_count");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(interval);
      push.close();
      for (int i = 1; i < 3 * 4; i++) {
        receive(daemon);
      }
      daemon.setSoTimeout(200);
      assertThatThrownBy(() -> daemon.receive(new DatagramPacket(new byte[10], 10)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anUnreachableDaemonIsOneLineForARoundAndTheNextRoundTriesAgain() throws Exception {
    int port;
    try (DatagramSocket free = bound(0)) {
      port = free.getLocalPort();
    }
    push(port, SHORT, 1);
    String warning = warning();
    assertThat(warning).startsWith("statsd: cannot send to 127.0.0.1:" + port + ": ");
    assertThat(warning()).isEqualTo(warning);
    try (DatagramSocket daemon = bound(port)) {
      assertThat(receive(daemon)).contains(".topic.");
    }
  }

  @Test
  void anUnknownHostIsOneLineForARoundAndTheNextRoundTriesAgain() throws Exception {
    StatsdSettings settings =
        new StatsdSettings("no-such-host.invalid:8125", "nsq.%s", SHORT, true, 508, false);
    push = StatsdPush.start(settings, "127.0.0.1", 4151, stats);
    for (int round = 0; round < 2; round++) {
      assertThat(warning())
          .startsWith("statsd: cannot send to no-such-host.invalid:8125: unknown host; next try");
    }
  }

  @Test
  void anAddressThatIsNoneStopsTheStart() {
    StatsdSettings settings = new StatsdSettings("localhost:99999", "", SHORT, true, 508, false);
    assertThatThrownBy(() -> StatsdPush.start(settings, "h", 1, stats))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("--statsd-address=localhost:99999: must be host:port");
  }

  private void push(int port, Duration interval, int packetBytes) {
    StatsdSettings settings =
        new StatsdSettings("127.0.0.1:" + port, "nsq.%s", interval, false, packetBytes, false);
    push = StatsdPush.start(settings, "127.0.0.1", 4151, stats);
  }

  private String warning() throws InterruptedException {
    String warning = warnings.poll(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(warning).as("a warning").isNotNull();
    return warning;
  }

  private static DatagramSocket bound(int port) throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(DEADLINE_MILLIS);
    return socket;
  }

  private static String receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }
}
