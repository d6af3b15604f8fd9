package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.cursor.OffsetRanges;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FinishedOffsetsTest {
  private final UnfinishedMessages messages = new UnfinishedMessages(0);
  private final FinishedOffsets finished = new FinishedOffsets(messages);

  @Test
  void whatIsBelowTheFloorIsLeftOut() {
    finished.add(3, 8);
    finished.add(10);
    assertThat(finished.drain(5)).isEqualTo(OffsetRanges.of(5, 8, 10, 11));
    assertThat(finished.drain(0).isEmpty()).isTrue();
  }

  @Test
  void anyOrderGivesTheSameRanges() {
    List<Long> offsets = new ArrayList<>();
    for (long offset = 0; offset < 100_000; offset++) {
      if (offset % 1000 != 7) {
        offsets.add(offset);
      }
    }
    Collections.shuffle(offsets, new Random(4));
    messages.append(1, MessageSlots.IN_FLIGHT, 1, 0, 0, 0); // holds the floor at 0
    offsets.forEach(finished::add);
    OffsetRanges ranges = finished.drain(0);
    assertThat(ranges.rangeCount()).isEqualTo(101);
    assertThat(ranges.offsetCount()).isEqualTo(99_900);
    assertThat(ranges.contains(5_007)).isFalse();
  }

  @Test
  void drainsAndAddsMixAsInASet() {
    Random random = new Random(9);
    TreeSet<Long> expected = new TreeSet<>();
    messages.append(1, MessageSlots.IN_FLIGHT, 1, 0, 0, 0);
    TreeSet<Long> seen = new TreeSet<>();
    long head = 0;
    for (int i = 0; i < 30_000; i++) {
      head += random.nextInt(20);
      long offset = Math.max(0, head - random.nextInt(random.nextInt(10) == 0 ? 9_000 : 50));
      if (seen.add(offset)) {
        finished.add(offset);
        expected.add(offset);
      }
      if (random.nextInt(500) == 0) {
        long floor = random.nextBoolean() ? 0 : Math.max(0, head - 3_000);
        OffsetRanges.Builder ranges = new OffsetRanges.Builder(expected.size());
        expected.tailSet(floor).forEach(done -> ranges.append(done, done + 1));
        assertThat(finished.drain(floor)).isEqualTo(ranges.build());
        expected.clear();
      }
    }
  }
}
