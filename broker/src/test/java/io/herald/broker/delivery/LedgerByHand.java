package io.herald.broker.delivery;

import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorState;
import io.herald.protocol.message.Deferrals;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A ledger, what it has delivered, and short words for what is done to it. Consumers answer only
 * when the test says so.
 */
abstract class LedgerByHand {
  static final long NOW = 1_000_000;
  static final long TIMEOUT = 60_000;
  static final Limits LIMITS = new Limits(3, 900_000, 3_600_000, false);

  final List<String> delivered = new ArrayList<>();
  final DeliverySink sink =
      (consumer, first, count) -> delivered.add(consumer + ":" + first + "+" + count);
  final RedeliverySink again =
      (consumer, offset, attempts) -> delivered.add(consumer + ":" + offset + " x" + attempts);

  ChannelLedger ledger = ledgerFrom(CursorState.START);

  static ChannelLedger ledgerFrom(CursorState cursor) {
    return new ChannelLedger(LIMITS, cursor, new Random(1));
  }

  void consumer(long id, int readyCount) {
    ledger.addConsumer(id, TIMEOUT, 0);
    ledger.ready(id, readyCount);
  }

  int offer(int count) {
    return ledger.offer(ledger.readOffset(), count, Deferrals.NONE, NOW, NOW, sink);
  }

  int offer(int count, long deferredOffset, long due) {
    Deferrals deferrals = new Deferrals(new long[] {deferredOffset}, new long[] {due});
    return ledger.offer(ledger.readOffset(), count, deferrals, NOW, NOW, sink);
  }

  void redeliverAll(long now) {
    for (long offset : ledger.takeRedeliveries(100, false, now)) {
      ledger.redeliver(offset, NOW, now, again);
    }
  }

  CursorState flushed(CursorState cursor) {
    CursorAdvanced delta = ledger.delta();
    ledger.deltaConfirmed();
    return cursor.apply(delta);
  }
}
