package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.cursor.CursorState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules of delivery, one at a time. */
class ChannelLedgerTest {
  private static final long NOW = 1_000_000;
  private static final long TIMEOUT = 60_000;

  private final List<String> delivered = new ArrayList<>();
  private final DeliverySink sink =
      (consumer, first, count) -> delivered.add(consumer + ":" + first + "+" + count);
  private final RedeliverySink again =
      (consumer, offset, attempts) -> delivered.add(consumer + ":" + offset + " x" + attempts);

  private ChannelLedger ledger = ledgerFrom(CursorState.START);

  private static ChannelLedger ledgerFrom(CursorState cursor) {
    return new ChannelLedger(new Limits(100, 900_000, 3_600_000), cursor, new Random(1));
  }

  private void consumer(long id, int readyCount) {
    ledger.addConsumer(id, TIMEOUT, 0);
    ledger.ready(id, readyCount);
  }

  private int offer(int count) {
    return ledger.offer(ledger.readOffset(), count, Deferrals.NONE, NOW, sink);
  }

  @Test
  void aMessageIsDeliveredAndFinishedOnce() {
    consumer(7, 10);
    assertThat(offer(1)).isEqualTo(1);
    assertThat(delivered).containsExactly("7:0+1");
    assertThat(ledger.finish(7, 0)).isTrue();
    assertThat(ledger.finish(7, 0)).isFalse();
    assertThat(ledger.ackFloor()).isEqualTo(1);
  }

  @Test
  void aMessageMayBeAnsweredOnlyByTheConsumerThatHoldsIt() {
    consumer(1, 1);
    offer(1);
    consumer(2, 1);
    assertThat(ledger.finish(2, 0)).isFalse();
    assertThat(ledger.requeue(2, 0, 0, NOW)).isFalse();
    assertThat(ledger.touch(2, 0, NOW)).isFalse();
    assertThat(ledger.finish(1, 0)).isTrue();
  }

  @Test
  void theReadyCountIsACeilingOnWhatIsInFlight() {
    consumer(1, 3);
    assertThat(offer(10)).isEqualTo(3);
    assertThat(ledger.capacity()).isZero();
    ledger.finish(1, 1);
    assertThat(ledger.capacity()).isEqualTo(1);
    assertThat(offer(10)).isEqualTo(1);
    ledger.ready(1, 0);
    assertThat(ledger.capacity()).isZero();
  }

  @Test
  void aTimedOutMessageComesAgainWithASecondAttempt() {
    consumer(1, 1);
    offer(1);
    assertThat(ledger.expire(NOW + TIMEOUT - 1)).isZero();
    assertThat(ledger.expire(NOW + TIMEOUT)).isEqualTo(1);
    assertThat(ledger.timeoutCount()).isEqualTo(1);
    long[] taken = ledger.takeRedeliveries(10, false, NOW + TIMEOUT);
    assertThat(taken).containsExactly(0);
    assertThat(ledger.redeliver(0, NOW + TIMEOUT, again)).isEqualTo(Redelivery.DELIVERED);
    assertThat(delivered).containsExactly("1:0+1", "1:0 x2");
  }
}
