package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.persistence.cursor.PendingMessages;
import io.herald.protocol.message.Deferrals;
import org.junit.jupiter.api.Test;

/** Messages that come again, and what they leave to new ones. */
class LedgerRedeliveryTest extends LedgerByHand {
  @Test
  void whatIsBeingFetchedWhenTheChannelIsPausedGoesBack() {
    consumer(1, 10);
    offer(1);
    ledger.requeue(1, 0, 0, NOW);
    ledger.takeRedeliveries(1, false, NOW);
    ledger.pause(true);
    assertThat(ledger.redeliver(0, NOW, NOW, again)).isEqualTo(Redelivery.PUT_BACK);
    assertThat(ledger.waitingCount()).isEqualTo(1);
  }

  @Test
  void requeuedMessagesComeInOrderBehindThoseThatWait() {
    consumer(1, 3);
    offer(3);
    ledger.requeue(1, 2, 0, NOW);
    ledger.requeue(1, 0, 0, NOW);
    ledger.requeue(1, 1, 0, NOW);
    assertThat(ledger.requeueCount()).isEqualTo(3);
    assertThat(ledger.takeRedeliveries(10, false, NOW)).containsExactly(2, 0, 1);
  }

  @Test
  void attemptsSaturate() {
    PendingMessages.Builder pending = new PendingMessages.Builder(1);
    pending.append(0, 0, 65_534);
    ledger = ledgerFrom(new CursorState(0, OffsetRanges.EMPTY, 1, pending.build(), false));
    consumer(1, 1);
    for (int i = 0; i < 3; i++) {
      redeliverAll(NOW);
      ledger.requeue(1, 0, 0, NOW);
    }
    assertThat(delivered).containsExactly("1:0 x65535", "1:0 x65535", "1:0 x65535");
  }

  @Test
  void aMessageWithoutAConsumerGoesBackToTheFront() {
    consumer(1, 2);
    offer(2);
    ledger.requeue(1, 0, 0, NOW);
    ledger.requeue(1, 1, 0, NOW);
    ledger.takeRedeliveries(1, false, NOW);
    ledger.ready(1, 0);
    assertThat(ledger.redeliver(0, NOW, NOW, again)).isEqualTo(Redelivery.PUT_BACK);
    ledger.ready(1, 2);
    assertThat(ledger.takeRedeliveries(5, false, NOW)).containsExactly(0, 1);
  }

  @Test
  void whatIsBeingFetchedTakesUpCapacity() {
    consumer(1, 2);
    offer(1);
    ledger.requeue(1, 0, 0, NOW);
    ledger.takeRedeliveries(1, false, NOW);
    assertThat(ledger.capacity()).isEqualTo(1);
    ledger.giveBack(0);
    assertThat(ledger.capacity()).isEqualTo(2);
  }

  @Test
  void aMessageWhoseBytesAreGoneCountsAsFinished() {
    consumer(1, 2);
    offer(1);
    assertThat(ledger.skip(0)).isFalse();
    ledger.requeue(1, 0, 0, NOW);
    ledger.takeRedeliveries(1, false, NOW);
    assertThat(ledger.skip(0)).isTrue();
    assertThat(ledger.ackFloor()).isEqualTo(1);
    assertThat(ledger.capacity()).isEqualTo(2);
  }

  @Test
  void aRequeueLoopGetsAtMostEveryOtherPlace() {
    consumer(1, 1);
    offer(1);
    ledger.requeue(1, 0, 0, NOW);
    for (int i = 0; i < 1000; i++) {
      for (long offset : ledger.takeRedeliveries(10, true, NOW)) {
        ledger.redeliver(offset, NOW, NOW, again);
        ledger.requeue(1, offset, 0, NOW);
      }
      long next = ledger.readOffset();
      if (offer(1) > 0) {
        ledger.finish(1, next);
      }
    }
    long redelivered = delivered.stream().filter(text -> text.contains("x")).count();
    assertThat(redelivered).isBetween(400L, 1000L);
    assertThat(ledger.readOffset()).isGreaterThanOrEqualTo(redelivered);
  }

  @Test
  void redeliveriesGetEverythingWhileNothingNewWaits() {
    consumer(1, 10);
    offer(10);
    for (int offset = 0; offset < 10; offset++) {
      ledger.requeue(1, offset, 0, NOW);
    }
    assertThat(ledger.takeRedeliveries(100, true, NOW)).hasSize(5);
    assertThat(ledger.takeRedeliveries(100, true, NOW)).isEmpty();
    assertThat(ledger.takeRedeliveries(100, false, NOW)).hasSize(5);
  }

  @Test
  void redeliveriesGetEverythingWhileTheNewMessagesAreStuck() {
    consumer(1, 1);
    offer(1);
    Deferrals later =
        new Deferrals(
            new long[] {1, 2, 3, 4}, new long[] {2_000_000, 3_000_000, 4_000_000, 5_000_000});
    assertThat(ledger.offer(1, 4, later, NOW, NOW, sink)).isEqualTo(3); // the fourth finds no place
    for (int attempts = 2; attempts < 10; attempts++) {
      ledger.requeue(1, 0, 0, NOW);
      assertThat(ledger.takeRedeliveries(10, true, NOW)).containsExactly(0);
      assertThat(ledger.offer(4, 1, later, NOW, NOW, sink)).isZero();
      ledger.redeliver(0, NOW, NOW, again);
    }
    assertThat(delivered).endsWith("1:0 x9");
  }

  @Test
  void placesKeptForNewMessagesThatAreStuckAreNotForgotten() {
    ledger.addConsumer(1, TIMEOUT, 1);
    ledger.ready(1, 1);
    consumer(2, 2);
    assertThat(offer(2)).isEqualTo(2);
    ledger.ready(2, 0); // from here on only the sampling consumer has room, and takes 1 %
    ledger.requeue(2, 0, 0, NOW);
    ledger.requeue(2, 1, 0, NOW);
    for (int i = 0; i < 5; i++) {
      for (long offset : ledger.takeRedeliveries(10, true, NOW)) {
        ledger.redeliver(offset, NOW, NOW, again);
        ledger.finish(1, offset);
      }
      assertThat(offer(1)).isZero();
      assertThat(ledger.nextWakeMillis()).isEqualTo(ledger.waitingCount() > 0 ? 0 : Long.MAX_VALUE);
    }
    assertThat(ledger.finishCount()).isEqualTo(2);
  }
}
