package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.partition.KeyLog;
import io.herald.persistence.partition.ManifestEvent;
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
          KeyLog.EMPTY,
          0);

  private static Retention retention(long ageMillis, long bytesMax, long limitBytes) {
    Retention.Limit limit = new Retention.Limit("limit-bytes", limitBytes, false);
    return new Retention(ageMillis, bytesMax, limit);
  }

  private static Retention dropping(long limitBytes) {
    return new Retention(1_000_000, 0, new Retention.Limit("limit-bytes", limitBytes, true));
  }

  private static List<Long> expired(Retention retention, long finishedTo, long nowMillis) {
    return retention.expired(MANIFEST, finishedTo, 50, nowMillis).stream()
        .map(Segment::number)
        .toList();
  }

  @Test
  void segmentsGoWhenTheyAreOldEnough() {
    Retention age = retention(5, 0, 0);
    assertThat(expired(age, 1000, 14)).isEmpty();
    assertThat(expired(age, 1000, 15)).containsExactly(1L);
    assertThat(expired(age, 1000, 25)).containsExactly(1L, 2L);
  }

  @Test
  void whatSomebodyHasToReadStaysAndSoDoesTheOpenSegment() {
    Retention none = retention(0, 1, 0);
    assertThat(expired(none, 99, 1000)).isEmpty();
    assertThat(expired(none, 100, 1000)).containsExactly(1L);
    assertThat(expired(none, Long.MAX_VALUE, 1000)).containsExactly(1L, 2L);
  }

  @Test
  void youngSegmentsGoOnlyAsFarAsTheSizeDemands() {
    long old = 1_000_000;
    assertThat(expired(retention(old, 1551, 0), 1000, 30)).isEmpty();
    assertThat(expired(retention(old, 1550, 0), 1000, 30)).containsExactly(1L);
    assertThat(expired(retention(old, 550, 0), 1000, 30)).containsExactly(1L, 2L);
  }

  @Test
  void whatIsFinishedIsInTheWayOfTheLimitToo() {
    assertThat(expired(retention(1_000_000, 0, 1551), 1000, 30)).isEmpty();
    assertThat(expired(retention(1_000_000, 0, 1550), 1000, 30)).containsExactly(1L);
  }

  @Test
  void aPartitionIsFullAtItsLimitAndWithoutOneNever() {
    assertThat(retention(0, 0, 100).isFull(99)).isFalse();
    assertThat(retention(0, 0, 100).isFull(100)).isTrue();
    assertThat(retention(0, 100, 0).isFull(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void onlyAFullPartitionThatDropsDropsAndNoMoreThanItMust() {
    assertThat(retention(0, 0, 1).overflow(MANIFEST, 50)).isZero();
    assertThat(dropping(1551).overflow(MANIFEST, 50)).isZero();
    assertThat(dropping(1550).overflow(MANIFEST, 50)).isEqualTo(100);
    assertThat(dropping(551).overflow(MANIFEST, 50)).isEqualTo(100);
    assertThat(dropping(550).overflow(MANIFEST, 50)).isEqualTo(200);
    assertThat(dropping(1).overflow(MANIFEST, 50)).as("the open segment stays").isEqualTo(200);
  }

  @Test
  void whatWasDroppedGoesAsSoonAsEveryChannelIsBehindIt() {
    ManifestState dropped = MANIFEST.apply(new ManifestEvent.MessagesDropped(100));
    Retention none = retention(1_000_000, 0, 0);
    assertThat(none.expired(dropped, 99, 50, 30)).isEmpty();
    assertThat(none.expired(dropped, 100, 50, 30)).hasSize(1);
    assertThat(none.expired(dropped, 200, 50, 30)).hasSize(1);
  }

  @Test
  void segmentsAreSmallEnoughThatSomeCanGo() {
    assertThat(retention(0, 0, 0).segmentBytesMax(64)).isEqualTo(64);
    assertThat(retention(0, 100, 0).segmentBytesMax(64)).isEqualTo(25);
    assertThat(retention(0, 100, 80).segmentBytesMax(64)).isEqualTo(20);
    assertThat(retention(0, 1, 0).segmentBytesMax(64)).isEqualTo(1);
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
