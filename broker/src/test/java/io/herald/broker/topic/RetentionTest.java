package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.partition.ManifestState;
import io.herald.persistence.partition.Segment;
import io.herald.persistence.partition.SparseIndex;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionTest {
  /** Segments [0,100) of 1000 bytes sealed at 10, [100,200) of 500 at 20, and an open one. */
  private static final ManifestState MANIFEST =
      new ManifestState(
          0,
          List.of(
              new Segment(1, 0, 100, 1000, 10, SparseIndex.EMPTY),
              new Segment(2, 100, 200, 500, 20, SparseIndex.EMPTY),
              Segment.open(3, 200)),
          Map.of(),
          -1,
          0);

  private static List<Long> expired(Retention retention, long finishedTo, long nowMillis) {
    return retention.expired(MANIFEST, finishedTo, 50, nowMillis).stream()
        .map(Segment::number)
        .toList();
  }

  @Test
  void segmentsGoWhenTheyAreOldEnough() {
    Retention age = new Retention(5, 0);
    assertThat(expired(age, 1000, 14)).isEmpty();
    assertThat(expired(age, 1000, 15)).containsExactly(1L);
    assertThat(expired(age, 1000, 25)).containsExactly(1L, 2L);
  }

  @Test
  void whatSomebodyHasToReadStaysAndSoDoesTheOpenSegment() {
    Retention none = new Retention(0, 1);
    assertThat(expired(none, 99, 1000)).isEmpty();
    assertThat(expired(none, 100, 1000)).containsExactly(1L);
    assertThat(expired(none, Long.MAX_VALUE, 1000)).containsExactly(1L, 2L);
  }

  @Test
  void youngSegmentsGoOnlyAsFarAsTheSizeDemands() {
    long old = 1_000_000;
    assertThat(expired(new Retention(old, 1551), 1000, 30)).isEmpty();
    assertThat(expired(new Retention(old, 1550), 1000, 30)).containsExactly(1L);
    assertThat(expired(new Retention(old, 550), 1000, 30)).containsExactly(1L, 2L);
  }

  @Test
  void aTopicIsFullAtItsLimitAndWithoutOneNever() {
    assertThat(new Retention(0, 100).isFull(99)).isFalse();
    assertThat(new Retention(0, 100).isFull(100)).isTrue();
    assertThat(new Retention(0, 0).isFull(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void aLaterLifeOfATopicBeginsBehindTheEarlierOne() {
    long first = Instant.parse("2026-11-21T00:00:00Z").toEpochMilli();
    assertThat(FirstOffset.of(first + 16) - FirstOffset.of(first)).isEqualTo(4096);
    assertThat(FirstOffset.of(0)).isZero();
    long last = Instant.parse("2058-01-01T00:00:00Z").toEpochMilli();
    assertThat(FirstOffset.of(last)).isLessThan(1L << 48);
  }
}
