package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.NsqConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Consumers of one channel with equal ready counts share its messages equally. */
class FairnessTest {
  private static final int MESSAGES = 100_000;
  private static final int BATCH = 500;
  private static final int CONSUMERS = 4;
  private static final int READY = 100;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  private final AtomicInteger received = new AtomicInteger();

  @Test
  void noConsumerGetsMuchMoreThanItsShare() throws Exception {
    String topic = BROKER.topic();
    ExecutorService threads = Executors.newFixedThreadPool(CONSUMERS);
    List<Future<BitSet>> consumers = new ArrayList<>();
    try (NsqConnection producer = BROKER.connect()) {
      for (int i = 0; i < CONSUMERS; i++) {
        NsqConnection connection = BROKER.connect();
        connection.sub(topic, "channel");
        connection.rdy(READY);
        consumers.add(threads.submit(() -> consume(connection)));
      }
      for (int first = 0; first < MESSAGES; first += BATCH) {
        producer.mpub(topic, numbered(first));
      }
      BitSet all = new BitSet();
      for (Future<BitSet> consumer : consumers) {
        BitSet own = consumer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(own.cardinality()).isLessThanOrEqualTo(MESSAGES / CONSUMERS * 12 / 10);
        all.or(own);
      }
      assertThat(all.cardinality()).as("different messages").isEqualTo(MESSAGES);
      assertThat(received.get()).as("deliveries").isEqualTo(MESSAGES);
    } finally {
      threads.shutdownNow();
    }
  }

  private BitSet consume(NsqConnection connection) throws Exception {
    BitSet own = new BitSet();
    try (connection) {
      while (received.get() < MESSAGES) {
        var delivery = connection.delivery(Duration.ofMillis(100));
        if (delivery.isPresent()) {
          own.set(ByteBuffer.wrap(delivery.get().body()).getInt());
          received.incrementAndGet();
          connection.fin(delivery.get().id());
        }
      }
    }
    return own;
  }

  private static List<byte[]> numbered(int first) {
    List<byte[]> bodies = new ArrayList<>();
    for (int i = first; i < first + BATCH; i++) {
      bodies.add(ByteBuffer.allocate(4).putInt(i).array());
    }
    return bodies;
  }
}
