package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.persistence.cursor.PendingMessages;
import io.herald.protocol.message.Deferrals;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules of delivery, one at a time. */
class ChannelLedgerTest {
  private static final long NOW = 1_000_000;
  private static final long TIMEOUT = 60_000;
  private static final Limits LIMITS = new Limits(3, 900_000, 3_600_000);

  private final List<String> delivered = new ArrayList<>();
  private final DeliverySink sink =
      (consumer, first, count) -> delivered.add(consumer + ":" + first + "+" + count);
  private final RedeliverySink again =
      (consumer, offset, attempts) -> delivered.add(consumer + ":" + offset + " x" + attempts);

  private ChannelLedger ledger = ledgerFrom(CursorState.START);

  private static ChannelLedger ledgerFrom(CursorState cursor) {
    return new ChannelLedger(LIMITS, cursor, new Random(1));
  }

  private void consumer(long id, int readyCount) {
    ledger.addConsumer(id, TIMEOUT, 0);
    ledger.ready(id, readyCount);
  }

  private int offer(int count) {
    return ledger.offer(ledger.readOffset(), count, Deferrals.NONE, NOW, sink);
  }

  private int offer(int count, long deferredOffset, long due) {
    Deferrals deferrals = new Deferrals(new long[] {deferredOffset}, new long[] {due});
    return ledger.offer(ledger.readOffset(), count, deferrals, NOW, sink);
  }

  private void redeliverAll(long now) {
    for (long offset : ledger.takeRedeliveries(100, false, now)) {
      ledger.redeliver(offset, now, again);
    }
  }

  private CursorState flushed(CursorState cursor) {
    CursorAdvanced delta = ledger.delta();
    ledger.deltaConfirmed();
    return cursor.apply(delta);
  }

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
    assertThatThrownBy(() -> ledger.offer(5, 1, Deferrals.NONE, NOW, sink))
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
  void whatIsBeingFetchedWhenTheChannelIsPausedGoesBack() {
    consumer(1, 10);
    offer(1);
    ledger.requeue(1, 0, 0, NOW);
    ledger.takeRedeliveries(1, false, NOW);
    ledger.pause(true);
    assertThat(ledger.redeliver(0, NOW, again)).isEqualTo(Redelivery.PUT_BACK);
    assertThat(ledger.waitingCount()).isEqualTo(1);
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
  void aRequeueWithDelayWaitsForItsTime() {
    consumer(1, 1);
    offer(1);
    assertThat(ledger.requeue(1, 0, 5_000, NOW)).isTrue();
    assertThat(ledger.deferredCount()).isEqualTo(1);
    assertThat(ledger.nextWakeMillis()).isEqualTo(NOW + 5_000);
    assertThat(ledger.redeliverable(NOW + 4_999)).isZero();
    assertThat(ledger.redeliverable(NOW + 5_000)).isEqualTo(1);
    redeliverAll(NOW + 5_000);
    assertThat(delivered).containsExactly("1:0+1", "1:0 x2");
  }

  @Test
  void aRequeueDelayIsClamped() {
    consumer(1, 1);
    offer(1);
    ledger.requeue(1, 0, Long.MAX_VALUE, NOW);
    assertThat(ledger.nextWakeMillis()).isEqualTo(NOW + LIMITS.maxReqTimeoutMillis());
  }

  @Test
  void tooManyDeferredMessagesAreRefusedAndStayInFlight() {
    consumer(1, 10);
    offer(4);
    for (int offset = 0; offset < 3; offset++) {
      assertThat(ledger.requeue(1, offset, 1000, NOW)).isTrue();
    }
    assertThat(ledger.requeue(1, 3, 1000, NOW)).isFalse();
    assertThat(ledger.finish(1, 3)).isTrue();
  }

  @Test
  void aMessagePublishedForLaterIsSetAsideAndFirstDeliveredWhenDue() {
    consumer(1, 10);
    assertThat(offer(5, 2, NOW + 100)).isEqualTo(5);
    assertThat(delivered).containsExactly("1:0+2", "1:3+2");
    offer(1, 5, NOW + 100);
    assertThat(delivered).hasSize(2);
    assertThat(ledger.expire(NOW + 99)).isZero();
    assertThat(ledger.expire(NOW + 100)).isEqualTo(2);
    redeliverAll(NOW + 100);
    assertThat(delivered).contains("1:2 x1", "1:5 x1");
  }

  @Test
  void aMessagePublishedForLaterNeedsNoRoom() {
    assertThat(offer(1, 0, NOW + 100)).isEqualTo(1);
    assertThat(ledger.deferredCount()).isEqualTo(1);
  }

  @Test
  void aPublishDeferralThatIsOverIsAMessageLikeOthers() {
    consumer(1, 10);
    assertThat(offer(5, 2, NOW)).isEqualTo(5);
    assertThat(delivered).containsExactly("1:0+5");
  }

  @Test
  void readingStopsBeforeADeferralThatFindsNoPlace() {
    consumer(1, 10);
    long[] later = {NOW + 1, NOW + 1, NOW + 1, NOW + 1};
    Deferrals deferrals = new Deferrals(new long[] {0, 1, 2, 3}, later);
    assertThat(ledger.offer(0, 6, deferrals, NOW, sink)).isEqualTo(3);
    assertThat(ledger.readOffset()).isEqualTo(3);
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
    assertThat(ledger.redeliver(0, NOW, again)).isEqualTo(Redelivery.PUT_BACK);
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
  void aRequeueLoopGetsAtMostEveryOtherPlace() {
    consumer(1, 1);
    offer(1);
    ledger.requeue(1, 0, 0, NOW);
    for (int i = 0; i < 1000; i++) {
      for (long offset : ledger.takeRedeliveries(10, true, NOW)) {
        ledger.redeliver(offset, NOW, again);
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
    assertThat(ledger.offer(1, 4, later, NOW, sink)).isEqualTo(3); // the fourth finds no place
    for (int attempts = 2; attempts < 10; attempts++) {
      ledger.requeue(1, 0, 0, NOW);
      assertThat(ledger.takeRedeliveries(10, true, NOW)).containsExactly(0);
      assertThat(ledger.offer(4, 1, later, NOW, sink)).isZero();
      ledger.redeliver(0, NOW, again);
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
        ledger.redeliver(offset, NOW, again);
        ledger.finish(1, offset);
      }
      assertThat(offer(1)).isZero();
      assertThat(ledger.nextWakeMillis()).isEqualTo(ledger.waitingCount() > 0 ? 0 : Long.MAX_VALUE);
    }
    assertThat(ledger.finishCount()).isEqualTo(2);
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
    assertThat(ledger.redeliver(0, NOW, again)).isEqualTo(Redelivery.GONE);
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

  @Test
  void aSamplingConsumerLeavesTheRestToTheOthers() {
    ledger.addConsumer(1, TIMEOUT, 10);
    ledger.ready(1, 100_000);
    consumer(2, 100_000);
    assertThat(offer(10_000)).isEqualTo(10_000);
    assertThat(ledger.inFlightCount(1)).isBetween(200, 1100);
    assertThat(ledger.inFlightCount()).isEqualTo(10_000);
    assertThat(ledger.sampledAwayCount()).isZero();
  }

  @Test
  void whatNoSamplingConsumerTakesWaitsForOneThatTakesAll() {
    ledger.addConsumer(1, TIMEOUT, 1);
    ledger.ready(1, 1000);
    consumer(2, 0);
    int taken = offer(10_000);
    assertThat(taken).isLessThan(2000);
    assertThat(ledger.sampledAwayCount()).isZero();
    ledger.ready(2, 1);
    assertThat(offer(1)).isEqualTo(1);
    assertThat(ledger.inFlightCount(2)).isEqualTo(1);
  }

  @Test
  void whereAllConsumersSampleTheRestIsFinished() {
    ledger.addConsumer(1, TIMEOUT, 25);
    ledger.ready(1, 100_000);
    assertThat(offer(20_000)).isEqualTo(20_000);
    assertThat(ledger.inFlightCount()).isBetween(4_700, 5_300);
    assertThat(ledger.sampledAwayCount() + ledger.inFlightCount()).isEqualTo(20_000);
  }
}
