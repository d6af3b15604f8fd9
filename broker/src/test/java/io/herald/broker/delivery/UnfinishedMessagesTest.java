package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.FINISHED;
import static io.herald.broker.delivery.MessageSlots.IN_FLIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UnfinishedMessagesTest {
  private final UnfinishedMessages messages = new UnfinishedMessages(0);

  private void append(int count) {
    messages.append(count, IN_FLIGHT, 1, 0, 0, 0);
  }

  private void finish(long offset) {
    messages.finish(messages.find(offset));
  }

  private List<Long> unfinished() {
    List<Long> offsets = new ArrayList<>();
    messages.forEach((offset, slots, i) -> offsets.add(offset));
    return offsets;
  }

  @Test
  void theFloorIsTheSmallestUnfinishedOffset() {
    append(5);
    finish(0);
    finish(2);
    assertThat(messages.floor()).isEqualTo(1);
    finish(1);
    assertThat(messages.floor()).isEqualTo(3);
    finish(3);
    finish(4);
    assertThat(messages.floor()).isEqualTo(5);
    assertThat(messages.count()).isZero();
  }

  @Test
  void aFullWindowGrowsAndLosesNothing() {
    append(10);
    for (int offset = 0; offset < 5; offset++) {
      finish(offset);
    }
    append(600_000); // more than the ring can ever hold
    assertThat(messages.count()).isEqualTo(600_005);
    assertThat(unfinished()).hasSize(600_005).startsWith(5L, 6L).endsWith(600_009L);
    for (long offset = 600_009; offset >= 5; offset--) {
      assertThat(messages.state(messages.find(offset))).isEqualTo(IN_FLIGHT);
      finish(offset);
    }
    assertThat(messages.floor()).isEqualTo(600_010);
  }

  @Test
  void oneStragglerCostsLittleHoweverFarTheHeadIs() {
    append(1);
    for (int i = 0; i < 100_000; i++) {
      append(100);
      for (long offset = messages.end() - 100; offset < messages.end(); offset++) {
        finish(offset);
      }
    }
    assertThat(messages.end()).isEqualTo(10_000_001);
    assertThat(messages.floor()).isZero();
    assertThat(messages.slots(messages.find(messages.end() - 1)).capacity()).isLessThan(1024);
    assertThat(messages.slots(messages.find(0)).capacity()).isLessThan(64);
    finish(0);
    assertThat(messages.floor()).isEqualTo(10_000_001);
  }

  @Test
  void skippingKeepsWhatIsUnfinished() {
    append(3);
    finish(1);
    messages.skipTo(1_000_000);
    append(1);
    assertThat(unfinished()).containsExactly(0L, 2L, 1_000_000L);
    assertThat(messages.find(500)).isEqualTo(UnfinishedMessages.NONE);
  }

  @Test
  void randomMessagesAreFoundAsInASet() {
    Random random = new Random(11);
    TreeSet<Long> expected = new TreeSet<>();
    for (int i = 0; i < 20_000; i++) {
      int count = random.nextInt(random.nextInt(50) == 0 ? 3000 : 20);
      boolean finished = random.nextInt(10) == 0;
      for (int k = 0; k < count && !finished; k++) {
        expected.add(messages.end() + k);
      }
      messages.append(count, finished ? FINISHED : IN_FLIGHT, 1, 0, 0, 0);
      while (expected.size() > (i % 1000) * 3) {
        Long offset = expected.ceiling(random.nextLong(messages.end()));
        offset = offset == null ? expected.first() : offset;
        expected.remove(offset);
        finish(offset);
      }
      assertThat(messages.count()).isEqualTo(expected.size());
      assertThat(messages.floor())
          .isEqualTo(expected.isEmpty() ? messages.end() : expected.first());
      long probe = random.nextLong(messages.end() + 1);
      assertThat(messages.state(messages.find(probe)) != FINISHED)
          .isEqualTo(expected.contains(probe));
    }
    assertThat(unfinished()).containsExactlyElementsOf(expected);
  }
}
