package io.herald.multijvm;

import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import io.herald.client.RefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** Consumes one channel until the connection breaks or it is told to stop. */
final class LoadConsumer implements Runnable {
  /** What it does with a message. */
  enum Manner {
    /** Finishes most, requeues some with and without delay, touches some, keeps a few. */
    UNRELIABLE,
    /** Finishes all. */
    DRAINING
  }

  private static final int READY = 200;
  private static final int LONGEST_DELAY_MILLIS = 500;
  private static final Duration POLL = Duration.ofMillis(50);

  private final InetSocketAddress address;
  private final String topic;
  private final String channel;
  private final DeliveryLedger ledger;
  private final Manner manner;
  private final Random random;
  private volatile boolean stopped;

  LoadConsumer(
      InetSocketAddress address,
      String topic,
      String channel,
      DeliveryLedger ledger,
      Manner manner,
      long seed) {
    this.address = address;
    this.topic = topic;
    this.channel = channel;
    this.ledger = ledger;
    this.manner = manner;
    this.random = new Random(seed);
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    try (NsqConnection connection = NsqConnection.open(address)) {
      connection.sub(topic, channel);
      connection.rdy(READY);
      while (!stopped) {
        Optional<Delivery> delivery = connection.delivery(POLL);
        if (delivery.isPresent()) {
          handle(connection, delivery.get());
        }
      }
    } catch (RefusedException e) {
      if (!e.getMessage().equals("CLOSE_WAIT")) {
        throw new AssertionError("a command was refused", e);
      }
    } catch (IOException e) {
      // The broker was killed.
    }
  }

  private void handle(NsqConnection connection, Delivery delivery) throws IOException {
    LoadMessage message = LoadMessage.of(delivery);
    long now = System.currentTimeMillis();
    ledger.delivered(message.id(), delivery.attempt(), message.dueAt(), now);
    int choice = manner == Manner.DRAINING ? 0 : random.nextInt(1000);
    if (choice < 700) {
      ledger.finished(message.id(), now);
      connection.fin(delivery.id());
    } else if (choice < 800) {
      requeue(connection, delivery.id(), message, 0);
    } else if (choice < 900) {
      requeue(connection, delivery.id(), message, 1 + random.nextInt(LONGEST_DELAY_MILLIS));
    } else if (choice < 998) {
      connection.touch(delivery.id());
      ledger.finished(message.id(), now);
      connection.fin(delivery.id());
    }
    // The rest is kept until the end of the connection.
  }

  private void requeue(NsqConnection connection, String id, LoadMessage message, int delay)
      throws IOException {
    ledger.requeued(message.id(), delay, System.currentTimeMillis());
    connection.req(id, Duration.ofMillis(delay));
  }
}
