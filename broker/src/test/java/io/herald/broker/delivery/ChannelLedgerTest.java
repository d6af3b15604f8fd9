package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.protocol.message.Deferrals;
import org.junit.jupiter.api.Test;

/** The rules of delivery, one at a time: consumers, what they hold, and how they answer. */
class ChannelLedgerTest extends LedgerByHand {
  @Test
  void aMessageIsDeliveredAndFinishedOnce() {
    consumer(7, 10);
    assertThat(offer(1)).isEqualTo(1);
    assertThat(delivered).containsExactly("7:0+1");
    assertThat(ledger.finish(7, 0)).isTrue();
    assertThat(ledger.finish(7, 0)).isFalse();
    assertThat(ledger.ackFloor()).isEqualTo(1);
    assertThat(ledger.finishCount()).isEqualTo(1);
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
  void anOffsetThatWasNeverReadCannotBeFinished() {
    consumer(1, 1);
    assertThat(ledger.finish(1, 0)).isFalse();
    assertThat(ledger.finish(1, -1)).isFalse();
    assertThat(ledger.finish(1, Long.MAX_VALUE)).isFalse();
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
    assertThat(ledger.inFlightCount(1)).isEqualTo(3);
  }

  @Test
  void onlyTheNextMessagesCanBeOffered() {
    consumer(1, 3);
    assertThatThrownBy(() -> ledger.offer(5, 1, Deferrals.NONE, NOW, NOW, sink))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBatchIsSharedInContiguousRunsByRoom() {
    consumer(1, 100);
    consumer(2, 300);
    assertThat(offer(40)).isEqualTo(40);
    assertThat(delivered).containsExactly("1:0+10", "2:10+30");
  }

  @Test
  void aHeldConsumerGetsNothing() {
    consumer(1, 10);
    consumer(2, 10);
    ledger.hold(1, true);
    assertThat(ledger.capacity()).isEqualTo(10);
    assertThat(offer(20)).isEqualTo(10);
    assertThat(delivered).containsExactly("2:0+10");
    ledger.hold(1, false);
    assertThat(ledger.capacity()).isEqualTo(10);
  }

  @Test
  void aPausedChannelDeliversNothingAndTakesAnswers() {
    consumer(1, 10);
    offer(2);
    ledger.requeue(1, 1, 0, NOW);
    ledger.pause(true);
    assertThat(ledger.capacity()).isZero();
    assertThat(offer(5)).isZero();
    assertThat(ledger.takeRedeliveries(5, false, NOW)).isEmpty();
    assertThat(ledger.finish(1, 0)).isTrue();
    ledger.pause(false);
    assertThat(offer(5)).isEqualTo(5);
  }

  @Test
  void aTimedOutMessageComesAgainWithASecondAttempt() {
    consumer(1, 1);
    offer(1);
    assertThat(ledger.nextWakeMillis()).isEqualTo(NOW + TIMEOUT);
    assertThat(ledger.expire(NOW + TIMEOUT - 1)).isZero();
    assertThat(ledger.expire(NOW + TIMEOUT)).isEqualTo(1);
    assertThat(ledger.timeoutCount()).isEqualTo(1);
    assertThat(ledger.requeueCount()).isZero();
    redeliverAll(NOW + TIMEOUT);
    assertThat(delivered).containsExactly("1:0+1", "1:0 x2");
  }

  @Test
  void touchBeginsTheTimeoutAnewButNeverBeyondTheLimit() {
    consumer(1, 1);
    offer(1);
    long touched = NOW + 50_000;
    assertThat(ledger.touch(1, 0, touched)).isTrue();
    assertThat(ledger.expire(touched + TIMEOUT - 1)).isZero();
    for (long now = touched; now < NOW + LIMITS.maxMsgTimeoutMillis(); now += 30_000) {
      assertThat(ledger.touch(1, 0, now)).isTrue();
    }
    assertThat(ledger.expire(NOW + LIMITS.maxMsgTimeoutMillis() - 1)).isZero();
    assertThat(ledger.expire(NOW + LIMITS.maxMsgTimeoutMillis())).isEqualTo(1);
  }

  @Test
  void whatAConsumerHoldsIsRequeuedWhenItGoes() {
    consumer(1, 10);
    offer(3);
    ledger.finish(1, 1);
    assertThat(ledger.removeConsumer(1)).isEqualTo(2);
    assertThat(ledger.removeConsumer(1)).isZero();
    consumer(2, 10);
    redeliverAll(NOW);
    assertThat(delivered).containsExactly("1:0+3", "2:0 x2", "2:2 x2");
    assertThat(ledger.timeoutCount() + ledger.requeueCount()).isZero();
  }

  @Test
  void aConsumerComesOnlyOnce() {
    consumer(1, 10);
    assertThatThrownBy(() -> ledger.addConsumer(1, TIMEOUT, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unreadMessagesWhoseBytesAreGoneAreSkipped() {
    consumer(1, 10);
    offer(2);
    ledger.skipUnread(1000);
    assertThat(ledger.readOffset()).isEqualTo(1000);
    offer(1);
    assertThat(delivered).containsExactly("1:0+2", "1:1000+1");
    CursorState cursor = flushed(CursorState.START);
    assertThat(cursor.unfinished()).isEqualTo(OffsetRanges.of(0, 2, 1000, 1001));
  }

  @Test
  void emptyingDropsEverythingWhateverItsState() {
    consumer(1, 4);
    offer(4);
    ledger.requeue(1, 0, 0, NOW);
    ledger.requeue(1, 1, 1000, NOW);
    ledger.requeue(1, 2, 0, NOW);
    ledger.takeRedeliveries(1, false, NOW);
    ledger.empty(100);
    assertThat(ledger.finish(1, 3)).isFalse();
    assertThat(ledger.redeliver(0, NOW, NOW, again)).isEqualTo(Redelivery.GONE);
    assertThat(ledger.inFlightCount() + ledger.waitingCount() + ledger.deferredCount()).isZero();
    assertThat(ledger.capacity()).isEqualTo(4);
    assertThat(ledger.readOffset()).isEqualTo(100);
    assertThat(ledger.depth(100)).isZero();
    assertThat(ledger.nextWakeMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void depthIsWhatIsNeitherInFlightNorDeferred() {
    consumer(1, 4);
    offer(4);
    ledger.requeue(1, 0, 0, NOW);
    ledger.requeue(1, 1, 1000, NOW);
    assertThat(ledger.depth(10)).isEqualTo(7);
  }
}
