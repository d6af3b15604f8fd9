package io.herald.lookup.tcp;

import static io.herald.lookup.LookupNode.await;
import static io.herald.lookup.LookupNode.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.herald.lookup.LookupNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Random and mutated input from a seed: each is answered or closed, and nothing is logged. */
class LookupMalformedInputTest {
  private static final long SEED = 20261121;
  private static final int CONNECTIONS = 2_000;
  private static final int PIECES = 5;
  private static final String GOOD_BODY =
      "{\"broadcast_address\":\"fuzz\",\"tcp_port\":1,\"http_port\":2,\"version\":\"1\"}";
  private static final List<String> LINES =
      List.of(
          "PING",
          "REGISTER t c",
          "REGISTER t",
          "UNREGISTER t c",
          "UNREGISTER t",
          "REGISTER",
          "",
          "REGISTER t#ephemeral c#ephemeral",
          "REGISTER  t",
          "NOPE",
          "IDENTIFY",
          "REGISTER t c d");

  private static final Queue<ILoggingEvent> COMPLAINTS = new ConcurrentLinkedQueue<>();
  private static final AppenderBase<ILoggingEvent> WATCH =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            COMPLAINTS.add(event);
          }
        }
      };

  private static LookupNode node;
  private static LookupListener.Bound listener;

  @BeforeAll
  static void start() {
    node = LookupNode.alone();
    listener =
        outcome(
            LookupListener.bind(
                node.system(),
                "127.0.0.1",
                0,
                node.lookup(),
                new LookupIdentity("b", "h", 4161, "1.3.0"),
                LookupLimits.DEFAULT));
    WATCH.start();
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(WATCH);
  }

  @AfterAll
  static void stop() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(WATCH);
    outcome(listener.close());
    node.close();
  }

  @Test
  void everyConnectionIsAnsweredAndClosedAndNothingIsLogged() throws IOException {
    Random random = new Random(SEED);
    int refusedCount = 0;
    int okCount = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      byte[] input = input(random);
      try (LookupPeer peer = new LookupPeer(listener.address())) {
        peer.send(input);
        peer.endOutput();
        List<String> replies = replies(peer.rest(), "seed " + SEED + ", connection " + i);
        refusedCount += replies.stream().anyMatch(reply -> reply.startsWith("E_")) ? 1 : 0;
        okCount += replies.contains("OK") ? 1 : 0;
      }
    }
    assertThat(refusedCount).as("the input is malformed").isGreaterThan(CONNECTIONS / 2);
    assertThat(okCount).as("and some of it is not").isGreaterThan(CONNECTIONS / 10);
    await(() -> node.lookup().nodes().isEmpty());
    assertThat(node.lookup().debug()).isEmpty();
    assertThat(COMPLAINTS).isEmpty();
  }

  /** The replies, which are whole, and of which only the last may be an error. */
  private static List<String> replies(byte[] bytes, String what) {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    List<String> replies = new ArrayList<>();
    while (rest.hasRemaining()) {
      assertThat(replies).as(what).noneMatch(reply -> reply.startsWith("E_"));
      byte[] data = new byte[rest.getInt()];
      rest.get(data);
      String reply = new String(data, StandardCharsets.ISO_8859_1);
      assertThat(reply).as(what).matches("(?s)OK|\\{.*\\}|E_[A-Z_]+( .*)?");
      replies.add(reply);
    }
    return replies;
  }

  private static byte[] input(Random random) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes(bytes(random.nextInt(50) == 0 ? "  V2" : LookupPeer.MAGIC));
    if (random.nextInt(3) > 0) {
      input.writeBytes(bytes("IDENTIFY\n"));
      input.writeBytes(body(random));
    }
    for (int piece = 0; piece < PIECES; piece++) {
      input.writeBytes(mutated(bytes(LINES.get(random.nextInt(LINES.size())) + "\n"), random));
    }
    return input.toByteArray();
  }

  private static byte[] body(Random random) {
    byte[] body = random.nextInt(3) > 0 ? bytes(GOOD_BODY) : mutated(bytes(GOOD_BODY), random);
    int size =
        switch (random.nextInt(12)) {
          case 0 -> random.nextInt();
          case 1 -> body.length + random.nextInt(9) - 4;
          default -> body.length;
        };
    return ByteBuffer.allocate(Integer.BYTES + body.length).putInt(size).put(body).array();
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[random.nextInt(5_000)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] mutated = bytes.clone();
    for (int left = random.nextInt(5) - 2; left > 0; left--) {
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
    }
    return mutated;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
