package io.herald.persistence.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PendingMessagesTest {
  /** Triples of offset, due, attempts. */
  static PendingMessages pending(long... triples) {
    PendingMessages.Builder builder = new PendingMessages.Builder(0);
    for (int i = 0; i < triples.length; i += 3) {
      builder.append(triples[i], triples[i + 1], (int) triples[i + 2]);
    }
    return builder.build();
  }

  @Test
  void aChangeReplacesTheOldValue() {
    PendingMessages old = pending(1, 0, 2, 5, 900, 0);
    PendingMessages changes = pending(3, 0, 7, 5, 0, 4);
    assertThat(old.merge(changes, 0, OffsetRanges.EMPTY))
        .isEqualTo(pending(1, 0, 2, 3, 0, 7, 5, 0, 4));
  }

  @Test
  void aMessageThatWasDeliveredOnceAndWaitsForNothingNeedsNoEntry() {
    assertThat(pending(5, 900, 0).merge(pending(5, 0, 1), 0, OffsetRanges.EMPTY).isEmpty())
        .isTrue();
  }

  @Test
  void aDeferredFirstDeliveryKeepsItsEntry() {
    assertThat(PendingMessages.EMPTY.merge(pending(5, 900, 1), 0, OffsetRanges.EMPTY).size())
        .isEqualTo(1);
  }

  @Test
  void finishedMessagesLeaveTheTable() {
    PendingMessages old = pending(1, 0, 2, 5, 900, 0, 8, 0, 3, 9, 0, 3);
    assertThat(old.merge(PendingMessages.EMPTY, 3, OffsetRanges.of(4, 6, 9, 20)))
        .isEqualTo(pending(8, 0, 3));
  }

  @Test
  void aTableIsCutAtBothEnds() {
    PendingMessages table = pending(1, 0, 2, 5, 0, 3, 9, 0, 4);
    assertThat(table.within(1, 9)).isEqualTo(pending(1, 0, 2, 5, 0, 3));
    assertThat(table.within(2, 100)).isEqualTo(pending(5, 0, 3, 9, 0, 4));
    assertThat(table.within(6, 6).isEmpty()).isTrue();
  }

  @Test
  void anEntryIsFoundByItsOffset() {
    PendingMessages table = pending(1, 0, 2, 5, 77, 3);
    int index = table.indexOf(5);
    assertThat(table.dueMillis(index)).isEqualTo(77);
    assertThat(table.attempts(index)).isEqualTo(3);
    assertThat(table.indexOf(4)).isNegative();
  }

  @Test
  void attemptsAreOfSixteenBits() {
    assertThat(pending(1, 0, 65_535).attempts(0)).isEqualTo(65_535);
    assertThatThrownBy(() -> pending(1, 0, 65_536)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pending(1, 0, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void offsetsMustRise() {
    assertThatThrownBy(() -> pending(1, 0, 1, 1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
