package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.cursor.CursorState;
import io.herald.protocol.message.Deferrals;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With equal ready counts no consumer gets more than 20 % above its share of 100,000 messages. */
class FairnessTest {
  private static final int MESSAGES = 100_000;
  private static final long NOW = 0;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 2",
    "1, 1, 7",
    "1, 2500, 2",
    "1, 2500, 100",
    "1000, 1, 7",
    "1000, 1, 1000",
    "1000, 2500, 2",
    "1000, 2500, 7",
    "1000, 2500, 64",
    "1000, 2500, 300",
    "5, 2500, 4",
    "5, 10, 65",
    "13, 3, 10"
  })
  void noConsumerGetsMuchMoreThanItsShare(int batch, int readyCount, int consumers) {
    long[] got = new long[consumers];
    ChannelLedger ledger =
        new ChannelLedger(new Limits(0, 1000, 1000, false), CursorState.START, new Random(3));
    for (int id = 0; id < consumers; id++) {
      ledger.addConsumer(id, 1000, 0);
      ledger.ready(id, readyCount);
    }
    long[] holder = new long[MESSAGES + batch];
    Random random = new Random(5);
    long oldest = 0;
    while (ledger.readOffset() < MESSAGES) {
      ledger.offer(
          ledger.readOffset(),
          batch,
          Deferrals.NONE,
          NOW,
          NOW,
          (consumer, first, count) -> {
            got[(int) consumer] += count;
            Arrays.fill(holder, (int) first, (int) first + count, consumer);
          });
      // Answers come in lumps, from whoever holds the oldest messages.
      long until = oldest + random.nextInt(2 * batch) + (ledger.capacity() == 0 ? 1 : 0);
      for (; oldest < Math.min(until, ledger.readOffset()); oldest++) {
        ledger.finish(holder[(int) oldest], oldest);
      }
    }
    double share = (double) ledger.readOffset() / consumers;
    for (long count : got) {
      assertThat((double) count).isBetween(share * 0.8, share * 1.2);
    }
  }
}
