package io.herald.persistence.cursor;

import static io.herald.persistence.cursor.PendingMessagesTest.pending;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.cursor.CursorEvent.ChannelPaused;
import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorEvent.CursorEmptied;
import io.herald.persistence.cursor.CursorEvent.CursorOpened;
import io.herald.persistence.cursor.CursorEvent.CursorRewound;
import io.herald.persistence.cursor.CursorEvent.CursorSeeked;
import org.junit.jupiter.api.Test;

class CursorStateTest {
  private static final CursorState HALFWAY =
      new CursorState(
          10, OffsetRanges.of(12, 15, 20, 25), 40, pending(11, 900, 3, 30, 0, 2), false);

  @Test
  void aCursorOpensWhereItIsTold() {
    assertThat(CursorState.NEVER_OPENED.isOpen()).isFalse();
    CursorState opened = CursorState.NEVER_OPENED.apply(new CursorOpened(7));
    assertThat(opened).isEqualTo(CursorState.startingAt(7));
    assertThat(opened.isOpen()).isTrue();
  }

  @Test
  void anAdvanceAddsWhatWasFinished() {
    CursorState advanced =
        HALFWAY.apply(new CursorAdvanced(10, OffsetRanges.of(15, 18), 44, pending(42, 1000, 0)));
    assertThat(advanced)
        .isEqualTo(
            new CursorState(
                10,
                OffsetRanges.of(12, 18, 20, 25),
                44,
                pending(11, 900, 3, 30, 0, 2, 42, 1000, 0),
                false));
  }

  @Test
  void aFloorThatReachesFinishedMessagesMovesBehindThem() {
    CursorState advanced =
        HALFWAY.apply(new CursorAdvanced(12, OffsetRanges.EMPTY, 40, PendingMessages.EMPTY));
    assertThat(advanced.ackFloor()).isEqualTo(15);
    assertThat(advanced.acked()).isEqualTo(OffsetRanges.of(20, 25));
    assertThat(advanced.pending()).isEqualTo(pending(30, 0, 2));
  }

  @Test
  void aSeekForgetsEverythingButThePause() {
    CursorState paused = HALFWAY.apply(new ChannelPaused(true));
    for (long offset : new long[] {3, 21, 100}) {
      CursorState sought = paused.apply(new CursorSeeked(offset));
      assertThat(sought)
          .isEqualTo(
              new CursorState(offset, OffsetRanges.EMPTY, offset, PendingMessages.EMPTY, true));
      assertThat(sought.apply(new CursorSeeked(offset))).isEqualTo(sought);
    }
  }

  @Test
  void anEventAppliedTwiceDoesNoHarm() {
    CursorAdvanced event =
        new CursorAdvanced(11, OffsetRanges.of(30, 31), 50, pending(45, 7000, 1));
    CursorState once = HALFWAY.apply(event);
    assertThat(once.apply(event)).isEqualTo(once);
  }

  @Test
  void anOlderEventAppliedLateTakesNothingBack() {
    CursorState emptied = HALFWAY.apply(new CursorEmptied(60));
    CursorState late =
        emptied.apply(new CursorAdvanced(10, OffsetRanges.of(30, 31), 44, pending(42, 1000, 0)));
    assertThat(late).isEqualTo(CursorState.startingAt(60));
  }

  @Test
  void emptyingDropsOnlyWhatIsBelow() {
    CursorState emptied = HALFWAY.apply(new CursorEmptied(22));
    assertThat(emptied)
        .isEqualTo(new CursorState(25, OffsetRanges.EMPTY, 40, pending(30, 0, 2), false));
  }

  @Test
  void theUnfinishedAreTheGapsBelowReadTo() {
    assertThat(HALFWAY.unfinished()).isEqualTo(OffsetRanges.of(10, 12, 15, 20, 25, 40));
    assertThat(CursorState.START.unfinished().isEmpty()).isTrue();
  }

  @Test
  void aShorterLogIsForgottenBeyondItsTail() {
    assertThat(HALFWAY.apply(new CursorRewound(22)))
        .isEqualTo(
            new CursorState(10, OffsetRanges.of(12, 15, 20, 22), 22, pending(11, 900, 3), false));
    assertThat(HALFWAY.apply(new CursorRewound(4))).isEqualTo(CursorState.startingAt(4));
    assertThat(HALFWAY.apply(new CursorRewound(100))).isEqualTo(HALFWAY);
  }

  @Test
  void pausingChangesNothingElse() {
    CursorState paused = HALFWAY.apply(new ChannelPaused(true));
    assertThat(paused.paused()).isTrue();
    assertThat(paused.apply(new ChannelPaused(false))).isEqualTo(HALFWAY);
    CursorState advanced =
        paused.apply(new CursorAdvanced(10, OffsetRanges.EMPTY, 41, PendingMessages.EMPTY));
    assertThat(advanced.paused()).isTrue();
  }

  @Test
  void whatRetiredIsKnownOnceHoweverOftenItIsSaid() {
    CursorAdvanced event =
        new CursorAdvanced(
            12,
            OffsetRanges.EMPTY,
            44,
            PendingMessages.EMPTY,
            OffsetRanges.of(10, 11),
            OffsetRanges.of(11, 12, 40, 42),
            0,
            OffsetRanges.of(42, 44));
    CursorState once = HALFWAY.apply(event);
    assertThat(once.retired().dead().count()).isEqualTo(1);
    assertThat(once.retired().expired().count()).isEqualTo(3);
    assertThat(once.retired().skipped().count()).isEqualTo(2);
    assertThat(once.apply(event)).isEqualTo(once);
  }

  @Test
  void whatIsToBeDeliveredAgainHasNotRetired() {
    Retired retired =
        Retired.NONE.with(
            OffsetRanges.of(3, 5), OffsetRanges.of(7, 9), OffsetRanges.of(2, 3, 5, 7), 10);
    CursorState state =
        new CursorState(10, OffsetRanges.EMPTY, 12, PendingMessages.EMPTY, false, retired);
    Retired left = state.apply(new CursorSeeked(4)).retired();
    assertThat(left.dead().recent()).isEqualTo(OffsetRanges.of(3, 4));
    assertThat(left.expired().isEmpty()).isTrue();
    assertThat(left.skipped().recent()).isEqualTo(OffsetRanges.of(2, 3));
    assertThat(state.apply(new CursorRewound(8)).retired().expired().count()).isEqualTo(1);
    assertThat(state.apply(new CursorEmptied(30)).retired()).isEqualTo(retired);
    assertThat(state.apply(new ChannelPaused(true)).retired()).isEqualTo(retired);
  }

  @Test
  void whatWasDroppedIsCountedForEver() {
    CursorState counted =
        CursorState.START
            .apply(dropped(3))
            .apply(dropped(2)) // of an earlier flush that was written once more
            .apply(new CursorAdvanced(6, OffsetRanges.EMPTY, 9, PendingMessages.EMPTY));
    assertThat(counted.ackFloor()).isEqualTo(6);
    assertThat(counted.retired().dropped()).isEqualTo(3);
    assertThat(
            counted
                .apply(new ChannelPaused(true))
                .apply(new CursorEmptied(8))
                .apply(new CursorSeeked(2))
                .apply(new CursorRewound(1))
                .retired()
                .dropped())
        .isEqualTo(3);
  }

  private static CursorAdvanced dropped(long count) {
    return new CursorAdvanced(
        5,
        OffsetRanges.EMPTY,
        9,
        PendingMessages.EMPTY,
        OffsetRanges.EMPTY,
        OffsetRanges.EMPTY,
        count,
        OffsetRanges.EMPTY);
  }
}
