package io.herald.lookup.tcp;

import static io.herald.lookup.LookupNode.await;
import static io.herald.lookup.LookupNode.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.lookup.LookupNode;
import io.herald.lookup.registry.DebugAnswer;
import io.herald.lookup.registry.Lookup;
import io.herald.lookup.registry.LookupAnswer;
import io.herald.lookup.registry.NodeAnswer;
import io.herald.lookup.registry.Producer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protocol V1 over real sockets, byte for byte. */
class LookupListenerTest {
  private static final LookupIdentity IDENTITY =
      new LookupIdentity("lookup.example", "box", 4161, "1.3.0");

  private static LookupNode node;
  private static Lookup lookup;
  private static LookupListener.Bound listener;

  @BeforeAll
  static void start() {
    node = LookupNode.alone();
    lookup = node.lookup();
    listener = bind(LookupLimits.DEFAULT);
  }

  @AfterAll
  static void stop() {
    outcome(listener.close());
    node.close();
  }

  @Test
  void anNsqdRegistersAndIsFoundAndGoesWithItsConnection() throws IOException {
    try (LookupPeer peer = new LookupPeer(listener.address())) {
      peer.send(LookupPeer.MAGIC);
      peer.identify(
          "{\"broadcast_address\":\"b\",\"hostname\":\"h\",\"tcp_port\":1,\"http_port\":2,"
              + "\"version\":\"1.3.0\",\"topology_zone\":\"z\",\"topology_region\":\"r\"}");
      assertThat(peer.reply())
          .isEqualTo(
              "{\"broadcast_address\":\"lookup.example\",\"hostname\":\"box\",\"http_port\":4161,"
                  + "\"tcp_port\":"
                  + listener.address().getPort()
                  + ",\"version\":\"1.3.0\"}");
      assertThat(peer.ask("REGISTER topic channel")).isEqualTo("OK");
      assertThat(peer.ask("REGISTER bare")).isEqualTo("OK");
      assertThat(peer.ask("PING")).isEqualTo("OK");

      Producer producer = new Producer(peer.localAddress(), "h", "b", 1, 2, "1.3.0", "z", "r");
      assertThat(lookup.lookup("topic"))
          .contains(new LookupAnswer(List.of("channel"), List.of(producer)));
      assertThat(peer.ask("UNREGISTER topic channel")).isEqualTo("OK");
      assertThat(lookup.debug()).doesNotContainKey("channel:topic:channel");
      assertThat(peer.ask("UNREGISTER topic")).isEqualTo("OK");
      assertThat(lookup.lookup("topic")).contains(new LookupAnswer(List.of("channel"), List.of()));
    }
    await(() -> lookup.lookup("bare").orElseThrow().producers().isEmpty());
    assertThat(lookup.topics()).contains("topic", "bare");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NOPE|E_INVALID invalid command NOPE",
        "ping|E_INVALID invalid command ping",
        "REGISTER|E_INVALID REGISTER insufficient number of params",
        "UNREGISTER|E_INVALID UNREGISTER insufficient number of params",
        "REGISTER a$b|E_BAD_TOPIC REGISTER topic name 'a$b' is not valid",
        "REGISTER  t|E_BAD_TOPIC REGISTER topic name '' is not valid",
        "UNREGISTER t c$|E_BAD_CHANNEL UNREGISTER channel name 'c$' is not valid",
        "IDENTIFY|E_INVALID cannot IDENTIFY again",
      })
  void aBreachIsAnsweredInItsWordsAndTheConnectionClosed(String line, String error)
      throws IOException {
    try (LookupPeer peer = LookupPeer.identified(listener.address(), "breach")) {
      peer.send("PING\n" + line + "\nPING\n");
      assertThat(peer.reply()).isEqualTo("OK");
      assertThat(peer.reply()).isEqualTo(error);
      assertThat(peer.rest()).isEmpty();
    }
    await(() -> lookup.nodes().stream().noneMatch(LookupListenerTest::isBreach));
  }

  private static boolean isBreach(NodeAnswer answer) {
    return answer.producer().broadcastAddress().equals("breach");
  }

  @Test
  void onlyPingWorksBeforeIdentify() throws IOException {
    try (LookupPeer peer = new LookupPeer(listener.address())) {
      peer.send(LookupPeer.MAGIC);
      assertThat(peer.ask("PING")).isEqualTo("OK");
      assertThat(peer.ask("REGISTER")).isEqualTo("E_INVALID client must IDENTIFY");
      assertThat(peer.rest()).isEmpty();
    }
  }

  @Test
  void aWrongMagicIsAnsweredAndClosed() throws IOException {
    try (LookupPeer peer = new LookupPeer(listener.address())) {
      peer.send("  V2PING\n");
      assertThat(peer.reply()).isEqualTo("E_BAD_PROTOCOL");
      assertThat(peer.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|E_BAD_BODY IDENTIFY failed to decode JSON body",
        "[]|E_BAD_BODY IDENTIFY failed to decode JSON body",
        "{} x|E_BAD_BODY IDENTIFY failed to decode JSON body",
        "{\"tcp_port\":\"4150\"}|E_BAD_BODY IDENTIFY failed to decode JSON body",
        "{\"tcp_port\":4150.5}|E_BAD_BODY IDENTIFY failed to decode JSON body",
        "null|E_BAD_BODY IDENTIFY missing fields",
        "{}|E_BAD_BODY IDENTIFY missing fields",
        "{\"broadcast_address\":\"b\",\"tcp_port\":1,\"http_port\":0,\"version\":\"1\"}"
            + "|E_BAD_BODY IDENTIFY missing fields",
      })
  void aBadIdentifyBodyIsRefused(String json, String error) throws IOException {
    try (LookupPeer peer = new LookupPeer(listener.address())) {
      peer.send(LookupPeer.MAGIC);
      peer.identify(json);
      assertThat(peer.reply()).isEqualTo(error);
      assertThat(peer.rest()).isEmpty();
    }
  }

  @Test
  void inputThatEndsWithinIdentifyIsAnswered() throws IOException {
    try (LookupPeer peer = new LookupPeer(listener.address())) {
      peer.send(LookupPeer.MAGIC + "PING\nIDENTIFY\n");
      peer.endOutput();
      assertThat(peer.reply()).isEqualTo("OK");
      assertThat(peer.reply()).isEqualTo("E_BAD_BODY IDENTIFY failed to read body size");
      assertThat(peer.rest()).isEmpty();
    }
  }

  @Test
  void manyCommandsInOneChunkAreAnsweredInOrder() throws IOException {
    try (LookupPeer peer = LookupPeer.identified(listener.address(), "pipelined")) {
      StringBuilder commands = new StringBuilder();
      for (int i = 0; i < 2_000; i++) {
        commands.append("REGISTER piped").append(i).append(" ch\n");
      }
      peer.send(commands.append("REGISTER $\n").toString());
      for (int i = 0; i < 2_000; i++) {
        assertThat(peer.reply()).isEqualTo("OK");
      }
      assertThat(peer.reply()).startsWith("E_BAD_TOPIC");
      assertThat(lookup.channels("piped1999")).containsExactly("ch");
    }
  }

  @Test
  void pingRenewsTheLastUpdate() throws IOException {
    try (LookupPeer peer = LookupPeer.identified(listener.address(), "pinging")) {
      Instant connected = lastUpdate("pinging");
      await(
          () -> {
            try {
              return peer.ask("PING").equals("OK") && lastUpdate("pinging").isAfter(connected);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  private static Instant lastUpdate(String host) {
    return lookup.debug().get("client::").stream()
        .filter(answer -> answer.producer().broadcastAddress().equals(host))
        .map(DebugAnswer::lastUpdate)
        .findAny()
        .orElseThrow();
  }

  @Test
  void aSilentConnectionIsClosedAndOneTooManyIsRefused() throws IOException {
    LookupListener.Bound strict = bind(new LookupLimits(1, Duration.ofMillis(300)));
    try (LookupPeer silent = new LookupPeer(strict.address())) {
      silent.send(LookupPeer.MAGIC);
      assertThat(silent.ask("PING")).isEqualTo("OK");
      try (LookupPeer second = new LookupPeer(strict.address())) {
        assertThat(second.rest()).isEmpty();
      }
      assertThat(silent.rest()).isEmpty();
    }
    outcome(strict.close());
  }

  @Test
  void closingTheListenerClosesItsConnections() throws IOException {
    LookupListener.Bound other = bind(LookupLimits.DEFAULT);
    List<LookupPeer> peers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      peers.add(LookupPeer.identified(other.address(), "closing" + i));
    }
    outcome(other.close());
    for (LookupPeer peer : peers) {
      assertThat(new String(peer.rest(), StandardCharsets.US_ASCII)).isEmpty();
      peer.close();
    }
  }

  private static LookupListener.Bound bind(LookupLimits limits) {
    return outcome(LookupListener.bind(node.system(), "127.0.0.1", 0, lookup, IDENTITY, limits));
  }
}
