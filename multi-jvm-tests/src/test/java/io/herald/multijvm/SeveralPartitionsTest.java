package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A topic of several partitions is one topic for its clients: everything arrives, a connection
 * never holds more than its ready count over all of them, and what one producer's connection wrote
 * to a partition lies there in its order.
 */
@Timeout(300)
class SeveralPartitionsTest {
  private static final int PRODUCERS = 3;
  private static final int CONSUMERS = 5;
  private static final int MESSAGES_PER_PRODUCER = 2000;
  private static final int BATCH = 20;
  private static final int REQUEUE_EVERY = 50;
  private static final int PARTITION_DIGITS = 4;
  private static final Duration TURN = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @RegisterExtension
  static final SharedBroker BROKER =
      SharedBroker.with(LaunchOptions.defaults().withHerald("--default-partitions", "4"));

  /** What all consumers have had. */
  private static final class Account {
    final Map<Long, Long> offsets = new ConcurrentHashMap<>(); // message number to message id
    final Map<Long, Boolean> finished = new ConcurrentHashMap<>();
    final Queue<String> violations = new ConcurrentLinkedQueue<>();

    void received(Delivery delivery, long number) {
      long id = Long.parseUnsignedLong(delivery.id(), 16);
      Long before = offsets.putIfAbsent(number, id);
      if (before != null && before != id) {
        violations.add("message " + number + " is there twice");
      }
      if (finished.containsKey(number)) {
        violations.add("message " + number + " came again after its FIN");
      }
    }

    boolean isComplete() {
      return finished.size() == PRODUCERS * MESSAGES_PER_PRODUCER;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 200})
  void everythingArrivesWithinTheReadyCountOfEachConnection(int ready) throws Exception {
    String topic = BROKER.topic();
    Account account = new Account();
    BROKER.http().post("/topic/create?topic=" + topic);
    BROKER.http().post("/channel/create?topic=" + topic + "&channel=channel");
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < CONSUMERS; i++) {
        parts.add(
            threads.submit(
                () -> {
                  consume(topic, ready, account);
                  return null;
                }));
      }
      for (int i = 0; i < PRODUCERS; i++) {
        long first = (long) i * MESSAGES_PER_PRODUCER;
        parts.add(
            threads.submit(
                () -> {
                  produce(topic, first);
                  return null;
                }));
      }
      for (Future<?> part : parts) {
        part.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(account.violations).isEmpty();
    assertThat(account.finished).hasSize(PRODUCERS * MESSAGES_PER_PRODUCER);
    assertOrder(account);
  }

  private static void produce(String topic, long first) throws IOException {
    try (NsqConnection producer = BROKER.connect()) {
      for (int n = 0; n < MESSAGES_PER_PRODUCER; n += BATCH) {
        List<byte[]> bodies = new ArrayList<>();
        for (int i = n; i < n + BATCH; i++) {
          bodies.add(ByteBuffer.allocate(Long.BYTES).putLong(first + i).array());
        }
        producer.mpub(topic, bodies);
      }
    }
  }

  /**
   * Reads all that comes before it answers anything, so that it holds as much as it may whenever
   * there is so much; then finishes it in one go, or requeues.
   */
  private static void consume(String topic, int ready, Account account) throws IOException {
    try (NsqConnection consumer = BROKER.connect()) {
      consumer.sub(topic, "channel");
      consumer.rdy(ready);
      long end = System.nanoTime() + LIMIT.toNanos();
      List<Delivery> held = new ArrayList<>();
      while (!account.isComplete() && System.nanoTime() < end) {
        Optional<Delivery> delivery =
            consumer.delivery(held.isEmpty() ? TURN : Duration.ofMillis(1));
        if (delivery.isPresent()) {
          held.add(delivery.get());
          if (held.size() > ready) {
            account.violations.add(held.size() + " in flight, ready count is " + ready);
          }
          account.received(delivery.get(), number(delivery.get()));
        } else {
          for (Delivery each : held) {
            answer(consumer, each, account);
          }
          held.clear();
        }
      }
    }
  }

  private static void answer(NsqConnection consumer, Delivery delivery, Account account)
      throws IOException {
    long number = number(delivery);
    if (delivery.attempt() == 1 && number % REQUEUE_EVERY == 0) {
      consumer.req(delivery.id(), Duration.ofMillis(number % 3 * 20));
    } else {
      account.finished.put(number, true);
      consumer.fin(delivery.id());
    }
  }

  private static long number(Delivery delivery) {
    return ByteBuffer.wrap(delivery.body()).getLong();
  }

  /** Ids of one partition rise with the numbers that one producer's connection gave. */
  private static void assertOrder(Account account) {
    for (int producer = 0; producer < PRODUCERS; producer++) {
      Map<String, Long> newest = new HashMap<>();
      for (long n = 0; n < MESSAGES_PER_PRODUCER; n++) {
        long id = account.offsets.get(producer * (long) MESSAGES_PER_PRODUCER + n);
        String partition = String.format("%016x", id).substring(0, PARTITION_DIGITS);
        Long before = newest.put(partition, id);
        assertThat(id).isGreaterThan(before == null ? -1 : before);
      }
    }
  }
}
