package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.delivery.MessageState.Place;
import io.herald.persistence.cursor.CursorState;
import io.herald.protocol.message.Deferrals;
import org.junit.jupiter.api.Test;

/** Messages that are delivered no more: attempts used up, too old, or cancelled. */
class LedgerBurialTest extends LedgerByHand {
  private static final long MINUTE = 60_000;

  private void deliverAndRequeue(int times) {
    for (int n = 0; n < times; n++) {
      redeliverAll(NOW);
      ledger.requeue(1, 0, 0, NOW);
    }
  }

  @Test
  void aMessageIsBuriedWhenItsLastAttemptIsRequeuedWithWhateverDelay() {
    ledger.limitAttempts(2);
    consumer(1, 1);
    offer(1);
    ledger.requeue(1, 0, 0, NOW);
    redeliverAll(NOW);
    assertThat(ledger.requeue(1, 0, MINUTE, NOW)).isTrue();
    assertThat(ledger.view().at(0)).isEqualTo(new MessageState(Place.BURYING, 2, 0, 0, 0));
    assertThat(ledger.redeliverable(NOW + MINUTE)).isZero();
    assertThat(ledger.burials().take(9)).containsExactly(0);
    assertThat(ledger.burials().reason(0)).isEqualTo(BurialReason.REQUEUED);
    assertThat(ledger.ackFloor()).as("until the dead-letter topic has it").isZero();
    assertThat(ledger.burials().buried(0)).isTrue();
    assertThat(ledger.ackFloor()).isEqualTo(1);
    assertThat(ledger.view().at(0).place()).isEqualTo(Place.DEAD_LETTERED);
  }

  @Test
  void aCrashBeforeTheBurialIsStoredBuriesAgainAndOneAfterItDoesNot() {
    ledger.limitAttempts(2);
    consumer(1, 1);
    offer(1);
    ledger.requeue(1, 0, 0, NOW);
    deliverAndRequeue(1);
    CursorState stored = flushed(CursorState.START);
    ledger.burials().buried(ledger.burials().take(1)[0]);
    ledger = ledgerFrom(stored);
    ledger.limitAttempts(2);
    assertThat(ledger.burials().take(1)).containsExactly(0);
    assertThat(ledger.burials().reason(0)).isEqualTo(BurialReason.NOT_FINISHED);
    ledger.burials().buried(0);
    stored = flushed(stored);
    ledger = ledgerFrom(stored);
    ledger.limitAttempts(2);
    assertThat(ledger.burials().waiting()).isZero();
    assertThat(ledger.deadLetteredCount()).isEqualTo(1);
  }

  @Test
  void aHigherLimitLetsGoWhatWaitsToBeBuried() {
    ledger.limitAttempts(1);
    consumer(1, 1);
    offer(1);
    ledger.expire(NOW + TIMEOUT);
    assertThat(ledger.burials().waiting()).isEqualTo(1);
    ledger.limitAttempts(2);
    redeliverAll(NOW + TIMEOUT);
    assertThat(delivered).containsExactly("1:0+1", "1:0 x2");
  }

  @Test
  void oldMessagesExpireWithoutConsumersButNotWhatWasDeferredToLately() {
    ledger.ttl(MINUTE);
    Deferrals deferrals =
        new Deferrals(new long[] {2, 3}, new long[] {NOW - MINUTE, NOW - MINUTE + 1});
    assertThat(ledger.offer(0, 5, deferrals, NOW - 2 * MINUTE, NOW, sink)).isEqualTo(3);
    assertThat(ledger.expiredCount()).isEqualTo(3);
    consumer(1, 9);
    ledger.offer(3, 2, deferrals, NOW - 2 * MINUTE, NOW, sink);
    assertThat(delivered).containsExactly("1:3+1");
    assertThat(ledger.expiredCount()).isEqualTo(4);
    assertThat(ledger.view().at(4).place()).isEqualTo(Place.EXPIRED);
  }

  @Test
  void aMessageIsAsOldAsItsLastDeferralSays() {
    ledger.ttl(MINUTE);
    consumer(1, 1);
    offer(1);
    ledger.requeue(1, 0, MINUTE, NOW);
    long due = NOW + MINUTE;
    ledger.takeRedeliveries(1, false, due);
    assertThat(ledger.redeliver(0, NOW, due + MINUTE - 1, again)).isEqualTo(Redelivery.DELIVERED);
    ledger.requeue(1, 0, 0, due + MINUTE - 1);
    ledger.takeRedeliveries(1, false, due + MINUTE);
    assertThat(ledger.redeliver(0, NOW, due + MINUTE, again)).isEqualTo(Redelivery.EXPIRED);
  }

  @Test
  void whatWaitsForItsTimeCanBeCancelledBeforeItIsReadAndStaysSoAfterACrash() {
    consumer(1, 1);
    assertThat(ledger.cancel(1, NOW + MINUTE, NOW)).isTrue();
    assertThat(ledger.cancel(0, 0, NOW)).as("due at once").isFalse();
    CursorState stored = flushed(CursorState.START);
    ledger = ledgerFrom(stored);
    consumer(1, 9);
    assertThat(offer(3, 1, NOW + MINUTE)).isEqualTo(3);
    assertThat(delivered).containsExactly("1:0+1", "1:2+1");
    assertThat(ledger.deferredCount()).isZero();
    assertThat(ledger.cancel(2, 0, NOW)).as("in flight").isFalse();
  }
}
