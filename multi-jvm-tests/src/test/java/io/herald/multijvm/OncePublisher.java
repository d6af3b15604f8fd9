package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.CommandBytes;
import io.herald.client.Delivery;
import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Publishes numbered messages, each under a publish key of its own, as a stock client can: the key
 * is part of what it takes for the topic. And counts what has come of it.
 */
public final class OncePublisher {
  private static final int PIPELINED = 50;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(50);
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final String topic;
  private final int messages;
  private final AtomicInteger acknowledged = new AtomicInteger();

  /** So many messages for this topic. */
  public OncePublisher(String topic, int messages) {
    this.topic = topic;
    this.messages = messages;
  }

  /** How many have had their OK in this pass. */
  public int acknowledged() {
    return acknowledged.get();
  }

  /** Publishes everything once; throws at the first that has no OK. */
  public void pass(InetSocketAddress node) throws IOException {
    acknowledged.set(0);
    try (NsqConnection connection = NsqConnection.open(node)) {
      while (acknowledged.get() < messages) {
        int from = acknowledged.get();
        int to = Math.min(messages, from + PIPELINED);
        ByteArrayOutputStream commands = new ByteArrayOutputStream();
        for (int n = from; n < to; n++) {
          byte[] body = "%-150d".formatted(n).getBytes(UTF_8); // so that they fill segments
          commands.writeBytes(CommandBytes.pub(topic + " once=message-" + n, body));
        }
        connection.send(commands.toByteArray());
        for (int n = from; n < to; n++) {
          Frame reply = connection.reply();
          if (!reply.text().equals("OK")) {
            throw new IOException(reply.text());
          }
          acknowledged.incrementAndGet();
        }
      }
    }
  }

  /** Publishes all of it again and again, until everything has had its OK in one pass. */
  public void passUntilWhole(Supplier<InetSocketAddress> node, Duration limit) throws Exception {
    Await.until(
        () -> "a whole pass; the last one came to " + acknowledged,
        limit,
        () -> {
          try {
            pass(node.get());
            return true;
          } catch (IOException failed) {
            Await.pass(PAUSE_AFTER_FAILURE);
            return false;
          }
        });
  }

  /** Checks that the topic holds each message, and each once. */
  public void assertEachOnce(InetSocketAddress node) throws IOException {
    Set<String> bodies = new HashSet<>();
    Set<String> ids = new HashSet<>();
    try (NsqConnection consumer = NsqConnection.open(node)) {
      consumer.sub(topic, "all");
      consumer.rdy(200);
      Optional<Delivery> delivery = consumer.delivery(Duration.ofSeconds(30));
      while (delivery.isPresent()) {
        consumer.fin(delivery.get().id());
        if (ids.add(delivery.get().id())) { // else it is delivered again, not stored twice
          String body = new String(delivery.get().body(), UTF_8);
          assertThat(bodies.add(body)).as("message %s is stored once", body).isTrue();
        }
        boolean isWhole = bodies.size() == messages;
        delivery = consumer.delivery(isWhole ? QUIET : Duration.ofSeconds(30));
      }
    }
    assertThat(bodies).hasSize(messages);
  }
}
