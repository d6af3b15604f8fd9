package io.herald.benchmarks.micro;

import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.delivery.DeliverySink;
import io.herald.broker.delivery.Limits;
import io.herald.broker.delivery.Redelivery;
import io.herald.broker.delivery.RedeliverySink;
import io.herald.persistence.cursor.CursorState;
import io.herald.protocol.message.Deferrals;
import java.util.Random;

/**
 * A channel with one consumer that takes {@value #IN_FLIGHT} messages, NSQ's largest ready count,
 * and the things that happen to all of them.
 */
final class LoadedLedger {
  static final int IN_FLIGHT = 2500;

  private static final int BATCH = 250;
  private static final long CONSUMER = 7;
  private static final long MSG_TIMEOUT_MILLIS = 60_000;

  private final ChannelLedger ledger =
      new ChannelLedger(
          new Limits(1_000_000, 900_000, 3_600_000, false), CursorState.START, new Random(1));
  private final int[] shuffled = shuffled();
  private long first; // offset of the oldest message in flight
  private long now = 1_790_000_000_000L;
  private long delivered;
  private final DeliverySink newMessages = (consumer, offset, count) -> delivered += count;
  private final RedeliverySink redelivered = (consumer, offset, attempts) -> delivered += attempts;

  LoadedLedger() {
    ledger.addConsumer(CONSUMER, MSG_TIMEOUT_MILLIS, 0);
    ledger.ready(CONSUMER, IN_FLIGHT);
  }

  private static int[] shuffled() {
    Random random = new Random(1);
    int[] order = new int[IN_FLIGHT];
    for (int n = 0; n < IN_FLIGHT; n++) {
      int other = random.nextInt(n + 1);
      order[n] = order[other];
      order[other] = n;
    }
    return order;
  }

  /** Nothing is in flight or waits, and all of that is flushed. */
  void clear() {
    ledger.empty(ledger.readOffset());
    ledger.delta();
    ledger.deltaConfirmed();
    first = ledger.readOffset();
    requireInFlight(0);
  }

  /** Batch after batch goes to the consumer. */
  void give() {
    for (int given = 0; given < IN_FLIGHT; given += BATCH) {
      ledger.offer(ledger.readOffset(), BATCH, Deferrals.NONE, now, now, newMessages);
    }
    requireInFlight(IN_FLIGHT);
  }

  void finishInOrder() {
    for (int n = 0; n < IN_FLIGHT; n++) {
      ledger.finish(CONSUMER, first + n);
    }
    requireInFlight(0);
  }

  void finishOutOfOrder() {
    for (int n : shuffled) {
      ledger.finish(CONSUMER, first + n);
    }
    requireInFlight(0);
  }

  /** One look at the deadlines, and all have passed. */
  void timeOut() {
    now += MSG_TIMEOUT_MILLIS;
    ledger.expire(now);
    requireInFlight(0);
  }

  /** What timed out goes to the consumer again, as if its bytes had been fetched at once. */
  void redeliver() {
    for (long offset : ledger.takeRedeliveries(IN_FLIGHT, false, now)) {
      Redelivery fate = ledger.redeliver(offset, now, now, redelivered);
      if (fate != Redelivery.DELIVERED) {
        throw new IllegalStateException(offset + " was not delivered but " + fate);
      }
    }
    requireInFlight(IN_FLIGHT);
  }

  private void requireInFlight(int wanted) {
    if (ledger.inFlightCount() != wanted) {
      throw new IllegalStateException(ledger.inFlightCount() + " in flight, not " + wanted);
    }
  }
}
