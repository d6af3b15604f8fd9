package io.herald.persistence.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetTallyTest {
  private static OffsetRanges single(long offset) {
    return OffsetRanges.of(offset, offset + 1);
  }

  @Test
  void theOldestAreOnlyCountedWhenThereAreTooMany() {
    OffsetTally tally = OffsetTally.EMPTY;
    for (int n = 0; n < 10_000; n++) {
      tally = tally.with(single(2L * n), 2L * n);
      assertThat(tally.count()).isEqualTo(n + 1);
      assertThat(tally.recent().rangeCount()).isLessThanOrEqualTo(OffsetTally.RANGES_MAX);
    }
    assertThat(tally.contains(19_998)).isTrue();
    assertThat(tally.contains(19_997)).isFalse();
    assertThat(tally.contains(0)).as("known one by one no more").isFalse();
  }

  @Test
  void nothingAboveTheFloorIsFolded() {
    OffsetTally tally = OffsetTally.EMPTY;
    for (int n = 0; n < 3 * OffsetTally.RANGES_MAX; n++) {
      tally = tally.with(single(100 + 2L * n), 100);
    }
    assertThat(tally.foldedCount()).isZero();
    OffsetTally late = tally.with(single(101), 100);
    assertThat(late.count()).isEqualTo(3L * OffsetTally.RANGES_MAX + 1);
  }

  @Test
  void countsAreRightInAnyOrderAndWithRepetitions() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    OffsetTally tally = OffsetTally.EMPTY;
    long floor = 0;
    boolean[] known = new boolean[200_000];
    long count = 0;
    for (int step = 0; step < 50_000 && floor < 190_000; step++) {
      int offset = (int) floor + random.nextInt(2000);
      count += known[offset] ? 0 : 1;
      known[offset] = true;
      tally = tally.with(single(offset), floor);
      if (random.nextInt(3) == 0) {
        tally = tally.with(single(offset), floor);
      }
      floor += random.nextInt(8);
      assertThat(tally.count()).as("seed %d, step %d", seed, step).isEqualTo(count);
    }
  }

  @Test
  void whatIsCutOffBelowTheFoldIsForgotten() {
    OffsetTally tally = new OffsetTally(50, 1000, OffsetRanges.of(1000, 1010));
    assertThat(tally.below(1005)).isEqualTo(new OffsetTally(50, 1000, OffsetRanges.of(1000, 1005)));
    assertThat(tally.below(900).count()).isZero();
  }
}
