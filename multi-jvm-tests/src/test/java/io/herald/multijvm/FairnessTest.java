package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Consumers of one channel with equal ready counts share its messages equally. One thread serves
 * them in turn, so that all are equally fast and only the broker decides who gets how many.
 */
class FairnessTest {
  private static final int MESSAGES = 100_000;
  private static final int BATCH = 500;
  private static final int CONSUMERS = 4;
  private static final int READY = 100;
  private static final Duration TURN = Duration.ofMillis(5);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @Test
  void noConsumerGetsMuchMoreThanItsShare() throws Exception {
    String topic = BROKER.topic();
    List<NsqConnection> consumers = new ArrayList<>();
    int[] counts = new int[CONSUMERS];
    BitSet received = new BitSet();
    try (NsqConnection producer = BROKER.connect()) {
      for (int i = 0; i < CONSUMERS; i++) {
        NsqConnection connection = BROKER.connect();
        consumers.add(connection);
        connection.sub(topic, "channel");
        connection.rdy(READY);
      }
      int published = 0;
      long end = System.nanoTime() + LIMIT.toNanos();
      while (received.cardinality() < MESSAGES) {
        assertThat(System.nanoTime()).as("received " + received.cardinality()).isLessThan(end);
        if (published < MESSAGES) {
          producer.mpub(topic, numbered(published));
          published += BATCH;
        }
        for (int i = 0; i < CONSUMERS; i++) {
          counts[i] += serve(consumers.get(i), received);
        }
      }
    } finally {
      for (NsqConnection consumer : consumers) {
        consumer.close();
      }
    }
    assertThat(Arrays.stream(counts).sum()).isEqualTo(MESSAGES);
    for (int count : counts) {
      assertThat(count).isLessThanOrEqualTo(MESSAGES / CONSUMERS * 12 / 10);
    }
  }

  /** Finishes what a consumer holds, at most one ready count of it. */
  private static int serve(NsqConnection consumer, BitSet received) throws IOException {
    for (int count = 0; count < READY; count++) {
      Optional<Delivery> delivery = consumer.delivery(TURN);
      if (delivery.isEmpty()) {
        return count;
      }
      int number = ByteBuffer.wrap(delivery.get().body()).getInt();
      assertThat(received.get(number)).as("message " + number + " came before").isFalse();
      received.set(number);
      consumer.fin(delivery.get().id());
    }
    return READY;
  }

  private static List<byte[]> numbered(int first) {
    List<byte[]> bodies = new ArrayList<>();
    for (int i = first; i < first + BATCH; i++) {
      bodies.add(ByteBuffer.allocate(4).putInt(i).array());
    }
    return bodies;
  }
}
