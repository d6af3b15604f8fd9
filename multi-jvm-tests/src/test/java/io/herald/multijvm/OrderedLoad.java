package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Producers of an ordered topic, which are told apart by their client_id, and consumers that now
 * and then vanish. What one producer has published must come in that order, without a gap.
 */
public final class OrderedLoad implements AutoCloseable {
  /** The topic and the channel, which must exist. */
  public static final String TOPIC = "ordered";

  public static final String CHANNEL = "channel";

  private static final int PRODUCERS = 8;
  private static final int CONSUMERS = 6;
  private static final int READY = 5;
  private static final int VANISHES_ONE_IN = 500;
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(50);

  private final int messagesPerProducer;
  private final Function<Random, InetSocketAddress> node;
  private final long seed;
  private final OrderLedger ledger;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<Void>> parts = new ArrayList<>();

  /**
   * Nobody has begun.
   *
   * @param node where to connect next
   * @param seed decides which consumers vanish when
   */
  public OrderedLoad(int messagesPerProducer, Function<Random, InetSocketAddress> node, long seed) {
    this.messagesPerProducer = messagesPerProducer;
    this.node = node;
    this.seed = seed;
    this.ledger = new OrderLedger(PRODUCERS, messagesPerProducer);
  }

  /** Everybody begins. */
  public void start() {
    for (int i = 0; i < PRODUCERS; i++) {
      int producer = i;
      parts.add(threads.submit((Callable<Void>) () -> produce(producer)));
    }
    for (int i = 0; i < CONSUMERS; i++) {
      Random random = new Random(seed + PRODUCERS + i);
      parts.add(threads.submit((Callable<Void>) () -> consume(random)));
    }
  }

  /** Waits until this part of all messages has come, from 0 to 1. */
  public void awaitArrived(double part) throws Exception {
    long due = (long) (part * total());
    Await.until(() -> due + " messages, are " + ledger.arrived(), LIMIT, () -> hasArrived(due));
  }

  private boolean hasArrived(long due) {
    return ledger.arrived() >= due;
  }

  /** A node is about to be killed: what was finished in the moment before may come again. */
  public void killing() {
    ledger.killed();
  }

  /** Waits until everything has come, and fails if it did not come in order. */
  public void assertInOrder() throws Exception {
    for (Future<Void> part : parts) {
      part.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(ledger.violations()).as("seed %d", seed).isEmpty();
    assertThat(ledger.arrived()).isEqualTo(total());
  }

  private long total() {
    return (long) PRODUCERS * messagesPerProducer;
  }

  /** Publishes one message at a time; what has no answer is published again. */
  private Void produce(int producer) {
    Random random = new Random(seed + producer);
    int next = 0;
    while (next < messagesPerProducer) {
      try (NsqConnection connection = NsqConnection.open(node.apply(random))) {
        connection.identify("{\"client_id\":\"producer-" + producer + "\"}");
        while (next < messagesPerProducer) {
          connection.pub(TOPIC, producer + ":" + next);
          next++;
        }
      } catch (IOException killed) {
        Await.pass(PAUSE_AFTER_FAILURE);
      }
    }
    return null;
  }

  private Void consume(Random random) {
    while (!ledger.isComplete()) {
      try (NsqConnection connection = NsqConnection.open(node.apply(random))) {
        connection.sub(TOPIC, CHANNEL);
        connection.rdy(READY);
        while (!ledger.isComplete()) {
          Optional<Delivery> delivery = connection.delivery(Duration.ofSeconds(1));
          if (delivery.isEmpty()) {
            continue;
          }
          ledger.arrived(new String(delivery.get().body(), UTF_8));
          if (random.nextInt(VANISHES_ONE_IN) == 0) {
            connection.reset();
            break;
          }
          connection.fin(delivery.get().id());
        }
      } catch (IOException killed) {
        Await.pass(PAUSE_AFTER_FAILURE);
      }
    }
    return null;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
