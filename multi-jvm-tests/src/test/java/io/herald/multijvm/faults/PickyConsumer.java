package io.herald.multijvm.faults;

import io.herald.client.Delivery;
import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Finishes the messages whose bodies it likes and requeues the others at once. Its refused FINs and
 * REQs are those of messages whose partition has moved meanwhile; they come again.
 */
final class PickyConsumer implements AutoCloseable {
  private static final int READY = 20;
  private static final Duration QUIET = Duration.ofMillis(200);

  private final NsqConnection connection;
  private final Predicate<String> liked;
  private final Map<String, String> finished = new TreeMap<>();
  private int mostAttempts;

  PickyConsumer(InetSocketAddress node, String topic, String channel, Predicate<String> liked)
      throws IOException {
    this.connection = NsqConnection.open(node);
    this.liked = liked;
    connection.sub(topic, channel);
    connection.rdy(READY);
  }

  /** Consumes at most so many messages, and no more when none comes for a moment. */
  void consume(int most) throws IOException {
    int consumed = 0;
    Optional<Frame> frame = connection.poll(QUIET);
    while (frame.isPresent()) {
      if (frame.get().type() == Frame.MESSAGE) {
        consume(frame.get().delivery());
        consumed++;
      } else if (frame.get().isHeartbeat()) {
        connection.nop();
      }
      frame = consumed < most ? connection.poll(QUIET) : Optional.empty();
    }
  }

  private void consume(Delivery delivery) throws IOException {
    mostAttempts = Math.max(mostAttempts, delivery.attempt());
    if (liked.test(delivery.text())) {
      connection.fin(delivery.id());
      finished.put(delivery.id(), delivery.text());
    } else {
      connection.req(delivery.id(), Duration.ZERO);
    }
  }

  /** The bodies of what it has finished, by message id. */
  Map<String, String> finished() {
    return finished;
  }

  int mostAttempts() {
    return mostAttempts;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
