package io.herald.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MessageBatchTest {
  /** Three messages of 1, 2 and 3 bytes, at offsets 100 to 102 of partition 4. */
  private static MessageBatch batch() {
    byte[] frames = new byte[3 * MessageFrame.HEADER_BYTES + 6];
    int at = 0;
    for (int length = 1; length <= 3; length++) {
      at = MessageFrame.layOut(frames, at, new byte[] {1, 2, 3}, 0, length);
    }
    Deferrals second = new Deferrals(new long[] {1}, new long[] {9000});
    return MessageBatch.stamped(4, 100, 3, frames, second, 5000);
  }

  @Test
  void stampingGivesConsecutiveIdsAndTimes() {
    MessageBatch batch = batch();
    int at = batch.from();
    for (int n = 0; n < 3; n++) {
      assertThat(MessageFrame.id(batch.bytes(), at)).isEqualTo(MessageId.of(4, 100 + n));
      assertThat(MessageFrame.timestampNanos(batch.bytes(), at)).isEqualTo(5000 + n);
      at = MessageFrame.next(batch.bytes(), at);
    }
    assertThat(at).isEqualTo(batch.to()).isEqualTo(batch.sizeBytes()).isEqualTo(108);
    assertThat(batch.deferrals().offset(0)).isEqualTo(101);
  }

  @Test
  void aBatchKnowsWhereEachOfItsMessagesLies() {
    MessageBatch batch = batch();
    assertThat(batch.endOffset()).isEqualTo(103);
    assertThat(new int[] {batch.position(100), batch.position(101), batch.position(102)})
        .containsExactly(0, 35, 71);
    assertThat(batch.position(103)).isEqualTo(batch.to());
    assertThat(batch.skip(35, 2)).isEqualTo(batch.to());
    assertThat(batch.skip(35, 0)).isEqualTo(35);
    assertThat(batch.contains(99)).isFalse();
    assertThat(batch.contains(100)).isTrue();
    assertThat(batch.contains(102)).isTrue();
    assertThat(batch.contains(103)).isFalse();
  }

  @Test
  void theRestOfABatchSharesItsBytes() {
    MessageBatch batch = batch();
    assertThat(batch.from(100)).isSameAs(batch);
    MessageBatch rest = batch.from(102);
    assertThat(rest.bytes()).isSameAs(batch.bytes());
    assertThat(rest.count()).isEqualTo(1);
    assertThat(rest.from()).isEqualTo(71);
    assertThat(rest.endOffset()).isEqualTo(103);
    assertThat(rest.sizeBytes()).isEqualTo(37);
    assertThat(MessageFrame.id(rest.bytes(), rest.position(102))).isEqualTo(MessageId.of(4, 102));
  }

  @Test
  void deferralsMoveAndJoin() {
    Deferrals first = new Deferrals(new long[] {0, 3}, new long[] {10, 20});
    assertThat(first.shifted(0)).isSameAs(first);
    assertThat(first.shifted(100))
        .isEqualTo(new Deferrals(new long[] {100, 103}, new long[] {10, 20}));
    Deferrals both = first.and(new Deferrals(new long[] {4}, new long[] {5}));
    assertThat(both).isEqualTo(new Deferrals(new long[] {0, 3, 4}, new long[] {10, 20, 5}));
    assertThat(both).hasSameHashCodeAs(new Deferrals(new long[] {0, 3, 4}, new long[] {10, 20, 5}));
    assertThat(first.and(Deferrals.NONE)).isSameAs(first);
    assertThat(Deferrals.NONE.and(first)).isSameAs(first);
    assertThat(Deferrals.NONE.shifted(5)).isSameAs(Deferrals.NONE);
    assertThat(first.size()).isEqualTo(2);
    assertThatThrownBy(() -> new Deferrals(new long[1], new long[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theNextThatWaitsIsNotDueAndNotBefore() {
    Deferrals deferrals =
        new Deferrals(new long[] {10, 20, 30, 40}, new long[] {500, 900, 100, 900});
    assertThat(deferrals.nextWaiting(0, 0, 100)).isEqualTo(0);
    assertThat(deferrals.nextWaiting(0, 0, 500)).as("due now is due").isEqualTo(1);
    assertThat(deferrals.nextWaiting(2, 0, 500)).as("the third is due").isEqualTo(3);
    assertThat(deferrals.nextWaiting(0, 20, 0)).isEqualTo(1);
    assertThat(deferrals.nextWaiting(0, 21, 0)).isEqualTo(2);
    assertThat(deferrals.nextWaiting(0, 41, 0)).isEqualTo(4);
    assertThat(deferrals.nextWaiting(0, 0, 900)).isEqualTo(4);
    assertThat(Deferrals.NONE.nextWaiting(0, 0, 0)).isZero();
  }
}
