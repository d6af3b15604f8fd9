package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.NsqConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not come to the point are cut off, and counted. */
class SlowClientsTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration FIRST_COMMAND_TIMEOUT = Duration.ofMillis(1500);
  private static final int LINE_MAX = 256;

  @RegisterExtension
  static final SharedBroker BROKER =
      SharedBroker.with(
          LaunchOptions.defaults()
              .withHerald("--first-command-timeout", FIRST_COMMAND_TIMEOUT.toMillis() + "ms")
              .withHerald("--max-line-size", Integer.toString(LINE_MAX)));

  private long timeoutsBefore;

  @BeforeEach
  void count() throws Exception {
    timeoutsBefore = timeouts();
  }

  @ParameterizedTest
  @HeraldOnly("waits for two heartbeats")
  @ValueSource(
      strings = {"", "  V", "  V2", "  V2NO", "  V2IDENTIFY\n\0\0\0", "  V2PUB t\n\0\0\0\4ab"})
  void whoHasSentNoWholeCommandByTheDeadlineIsCutOff(String start) throws Exception {
    try (RawClient client = new RawClient(BROKER.process().tcp())) {
      long connected = System.nanoTime();
      client.send(start.getBytes(US_ASCII));
      byte[] received = client.drain();

      assertThat(received).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - connected))
          .isBetween(FIRST_COMMAND_TIMEOUT.minusMillis(200), FIRST_COMMAND_TIMEOUT.plus(SOON));
    }
    assertThat(timeouts() - timeoutsBefore).isEqualTo(1);
  }

  @Test
  @HeraldOnly("waits for ever")
  void aByteNowAndThenDoesNotPutOffTheDeadline() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(new RawClient(BROKER.process().tcp()));
      clients.get(i).send("  V2PUB ".getBytes(US_ASCII));
    }
    long connected = System.nanoTime();
    while (clients.stream().allMatch(client -> client.send(new byte[] {'t'}))) {
      assertThat(Duration.ofNanos(System.nanoTime() - connected))
          .isLessThan(FIRST_COMMAND_TIMEOUT.plus(SOON));
      Await.pass(Duration.ofMillis(100));
    }
    for (RawClient client : clients) {
      client.drain();
      client.close();
    }
    assertThat(timeouts() - timeoutsBefore).isEqualTo(50);
  }

  @Test
  void afterItsFirstCommandAClientMayBeSilent() throws Exception {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send("NOP\n");
      Await.pass(FIRST_COMMAND_TIMEOUT.plusMillis(500));
      Expect.open(connection);
    }
  }

  @Test
  @HeraldOnly("has a limit of 16 KiB that cannot be set")
  void aLineOfTheLongestLengthIsReadAndALongerOneCutOff() throws Exception {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send("PUB t#ephemeral " + "x".repeat(LINE_MAX - 17) + "\n\0\0\0\1x");
      Expect.ok(connection);
      connection.send("PUB t#ephemeral " + "x".repeat(LINE_MAX - 16) + "\n\0\0\0\1x");
      Expect.closed(connection);
    }
    try (NsqConnection connection = BROKER.connect()) {
      connection.send("x".repeat(LINE_MAX + 1));
      Expect.closed(connection);
    }
  }

  private static long timeouts() throws Exception {
    var stats = BROKER.http().get("/stats?format=json").json();
    return stats.at("/connections/first_command_timeouts").asLong();
  }
}
