package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import org.junit.jupiter.api.Test;

class TailCacheTest {
  private final CacheBudget budget = new CacheBudget(1000);

  private static MessageBatch batch(long baseOffset, int count, int bytes) {
    return new MessageBatch(baseOffset, count, new byte[bytes], 0, bytes, Deferrals.NONE);
  }

  @Test
  void theBatchThatHoldsAnOffsetIsFound() {
    TailCache cache = new TailCache(budget, 1000);
    MessageBatch first = batch(10, 5, 10);
    MessageBatch second = batch(15, 5, 10);
    MessageBatch behindAGap = batch(30, 5, 10);
    assertThat(cache.find(10)).isNull();
    assertThat(cache.firstOffset(99)).isEqualTo(99);
    cache.add(first);
    cache.add(second);
    cache.add(behindAGap);
    assertThat(cache.firstOffset(99)).isEqualTo(10);
    assertThat(cache.find(9)).isNull();
    assertThat(cache.find(10)).isSameAs(first);
    assertThat(cache.find(14)).isSameAs(first);
    assertThat(cache.find(15)).isSameAs(second);
    assertThat(cache.find(20)).isNull();
    assertThat(cache.find(34)).isSameAs(behindAGap);
    assertThat(cache.find(35)).isNull();
  }

  @Test
  void oneTopicKeepsAQuarterOfTheBudgetButAlwaysItsNewestBatch() {
    TailCache cache = new TailCache(budget, 1000);
    cache.add(batch(0, 1, 100));
    cache.add(batch(1, 1, 150));
    assertThat(cache.firstOffset(2)).isZero();
    cache.add(batch(2, 1, 1));
    assertThat(cache.firstOffset(3)).isEqualTo(1);
    cache.add(batch(3, 1, 900));
    assertThat(cache.firstOffset(4)).isEqualTo(3);
    assertThat(cache.find(3)).isNotNull();
  }

  @Test
  void topicsShareTheBudgetAndGiveBackWhatTheyDrop() {
    TailCache other = new TailCache(budget, 1000);
    other.add(batch(0, 1, 990));
    TailCache cache = new TailCache(budget, 1000);
    cache.add(batch(0, 1, 5));
    cache.add(batch(1, 1, 6));
    assertThat(cache.firstOffset(2)).as("the node has too much").isEqualTo(1);
    other.clear();
    cache.add(batch(2, 1, 200));
    assertThat(cache.firstOffset(3)).isEqualTo(1);
    cache.clear();
    assertThat(cache.find(2)).isNull();
    budget.add(1000);
    assertThat(budget.isExceeded()).as("everything was given back").isFalse();
    budget.add(1);
    assertThat(budget.isExceeded()).isTrue();
  }

  @Test
  void theOldestMessagesGoOneByOneWhereTheirNumberIsBounded() {
    TailCache cache = new TailCache(new CacheBudget(100_000), 10);
    cache.add(framed(0, 6));
    cache.add(framed(6, 4));
    assertThat(cache.firstOffset(10)).isZero();
    cache.add(framed(10, 1));
    assertThat(cache.firstOffset(11)).isEqualTo(1);
    cache.add(framed(11, 25));
    assertThat(cache.firstOffset(36)).isEqualTo(26);
  }

  private static MessageBatch framed(long baseOffset, int count) {
    byte[] frames = new byte[count * (MessageFrame.HEADER_BYTES + 1)];
    int at = 0;
    for (int n = 0; n < count; n++) {
      at = MessageFrame.layOut(frames, at, new byte[1], 0, 1);
    }
    return MessageBatch.stamped(0, baseOffset, count, frames, Deferrals.NONE, 1);
  }
}
