package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.persistence.cursor.PendingMessages;
import org.junit.jupiter.api.Test;

/** What of the ledger is stored, and what is there again after a crash. */
class LedgerCursorTest extends LedgerByHand {
  @Test
  void aFlushHoldsWhatChangedSinceTheOneBefore() {
    consumer(1, 10);
    offer(10);
    ledger.finish(1, 0);
    ledger.finish(1, 4);
    assertThat(ledger.delta())
        .isEqualTo(new CursorAdvanced(1, OffsetRanges.of(4, 5), 10, PendingMessages.EMPTY));
    ledger.finish(1, 5);
    assertThat(ledger.delta()).isNull();
    ledger.deltaConfirmed();
    assertThat(ledger.delta())
        .isEqualTo(new CursorAdvanced(1, OffsetRanges.of(5, 6), 10, PendingMessages.EMPTY));
    ledger.deltaConfirmed();
    assertThat(ledger.delta()).isNull();
  }

  @Test
  void aFailedFlushIsPartOfTheNext() {
    consumer(1, 10);
    offer(10);
    ledger.finish(1, 4);
    ledger.requeue(1, 3, 500, NOW);
    ledger.delta();
    ledger.finish(1, 5);
    ledger.deltaFailed();
    CursorAdvanced delta = ledger.delta();
    assertThat(delta.finished()).isEqualTo(OffsetRanges.of(4, 6));
    assertThat(delta.readTo()).isEqualTo(10);
    assertThat(delta.pending().dueMillis(delta.pending().indexOf(3))).isEqualTo(NOW + 500);
  }

  @Test
  void afterACrashEverythingUnfinishedComesAgain() {
    consumer(1, 10);
    offer(6, 5, NOW + 700);
    ledger.finish(1, 1);
    ledger.requeue(1, 2, 300, NOW);
    CursorState cursor = flushed(CursorState.START);
    ledger.finish(1, 0); // never flushed, so it comes again
    ledger = ledgerFrom(cursor);
    delivered.clear();
    consumer(2, 10);
    redeliverAll(NOW);
    assertThat(delivered).containsExactly("2:0 x2", "2:3 x2", "2:4 x2");
    delivered.clear();
    redeliverAll(NOW + 1000);
    assertThat(delivered).containsExactly("2:2 x2", "2:5 x1");
    assertThat(ledger.readOffset()).isEqualTo(6);
  }

  @Test
  void attemptsSurviveACrash() {
    consumer(1, 1);
    offer(1);
    for (int i = 0; i < 4; i++) {
      ledger.requeue(1, 0, 0, NOW);
      redeliverAll(NOW);
    }
    ledger = ledgerFrom(flushed(CursorState.START));
    consumer(1, 1);
    redeliverAll(NOW);
    assertThat(delivered).endsWith("1:0 x5", "1:0 x6");
  }

  @Test
  void aPauseSurvivesACrash() {
    ledger = ledgerFrom(new CursorState(0, OffsetRanges.EMPTY, 0, PendingMessages.EMPTY, true));
    assertThat(ledger.isPaused()).isTrue();
  }
}
