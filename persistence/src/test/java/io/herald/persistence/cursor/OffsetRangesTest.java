package io.herald.persistence.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetRangesTest {
  @Test
  void touchingAndOverlappingRangesBecomeOne() {
    assertThat(OffsetRanges.of(1, 3, 3, 5, 4, 8, 9, 10)).isEqualTo(OffsetRanges.of(1, 8, 9, 10));
  }

  @Test
  void emptyRangesAreLeftOut() {
    assertThat(OffsetRanges.of(5, 5)).isEqualTo(OffsetRanges.EMPTY);
  }

  @Test
  void rangesMustRise() {
    assertThatThrownBy(() -> OffsetRanges.of(5, 6, 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMissingEndIsRefused() {
    assertThatThrownBy(() -> OffsetRanges.of(5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRangeHoldsItsStartAndNotItsEnd() {
    OffsetRanges ranges = OffsetRanges.of(10, 20, 30, 31);
    assertThat(ranges.contains(9)).isFalse();
    assertThat(ranges.contains(10)).isTrue();
    assertThat(ranges.contains(19)).isTrue();
    assertThat(ranges.contains(20)).isFalse();
    assertThat(ranges.contains(30)).isTrue();
    assertThat(ranges.contains(31)).isFalse();
  }

  @Test
  void gapsAreWhatIsMissing() {
    OffsetRanges ranges = OffsetRanges.of(10, 20, 30, 40);
    assertThat(ranges.gapsWithin(5, 50)).isEqualTo(OffsetRanges.of(5, 10, 20, 30, 40, 50));
    assertThat(ranges.gapsWithin(12, 35)).isEqualTo(OffsetRanges.of(20, 30));
    assertThat(ranges.gapsWithin(12, 18)).isEqualTo(OffsetRanges.EMPTY);
    assertThat(OffsetRanges.EMPTY.gapsWithin(3, 7)).isEqualTo(OffsetRanges.of(3, 7));
  }

  @Test
  void randomSetsBehaveAsBitSets() {
    Random random = new Random(42);
    for (int i = 0; i < 500; i++) {
      BitSet first = randomBits(random);
      BitSet second = randomBits(random);
      BitSet union = (BitSet) first.clone();
      union.or(second);
      assertThat(ranges(first).union(ranges(second))).isEqualTo(ranges(union));
      assertThat(ranges(first).offsetCount()).isEqualTo(first.cardinality());

      int from = random.nextInt(100);
      int to = from + random.nextInt(100);
      BitSet within = (BitSet) first.clone();
      within.clear(0, from);
      within.clear(to, 200);
      assertThat(ranges(first).within(from, to)).isEqualTo(ranges(within));
      BitSet gaps = (BitSet) within.clone();
      gaps.flip(from, to);
      assertThat(ranges(first).gapsWithin(from, to)).isEqualTo(ranges(gaps));
      for (int offset = 0; offset < 100; offset++) {
        assertThat(ranges(first).contains(offset)).isEqualTo(first.get(offset));
      }
    }
  }

  private static BitSet randomBits(Random random) {
    BitSet bits = new BitSet();
    int ranges = random.nextInt(12);
    for (int i = 0; i < ranges; i++) {
      int start = random.nextInt(100);
      bits.set(start, start + random.nextInt(10));
    }
    return bits;
  }

  private static OffsetRanges ranges(BitSet bits) {
    OffsetRanges.Builder builder = new OffsetRanges.Builder(0);
    bits.stream().forEach(bit -> builder.append(bit, bit + 1));
    return builder.build();
  }
}
