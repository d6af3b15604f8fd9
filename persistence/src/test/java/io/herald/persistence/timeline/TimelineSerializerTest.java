package io.herald.persistence.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.serialization.GoldenFilesTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimelineSerializerTest extends GoldenFilesTest {
  private static final TimelineNoted NOTED =
      new TimelineNoted(
          List.of(
              new TimelineEntry(500, 1_800_000_000_000L, Happening.DELIVERED, 1, "me", "h:1"),
              new TimelineEntry(499, 1_800_000_000_007L, Happening.EXPIRED, 0, "", ""),
              new TimelineEntry(500, 1_800_000_000_005L, Happening.TIMED_OUT, 65_535, "me", "h:1")),
          10_000);

  /** Golden file → the object it holds. */
  static Map<String, Object> samples() {
    return Map.of("TimelineNoted-1", NOTED, "Timeline-1", new Timeline(List.of(NOTED, NOTED)));
  }

  TimelineSerializerTest() {
    super(new TimelineSerializer(), "timeline", samples());
  }

  @Test
  void everyHappeningHasACodeOfItsOwn() {
    assertThat(Arrays.stream(Happening.values()).map(Happening::code).distinct())
        .hasSameSizeAs(Happening.values());
    assertThat(Stream.of(Happening.values()).map(each -> Happening.of(each.code())))
        .containsExactly(Happening.values());
  }

  @Test
  void theOldestGoFirst() {
    Timeline timeline = Timeline.EMPTY;
    for (int offset = 0; offset < 100; offset += 10) {
      int first = offset;
      timeline =
          timeline.apply(
              new TimelineNoted(
                  IntStream.range(first, first + 10)
                      .mapToObj(n -> new TimelineEntry(n, n, Happening.FINISHED, 1, "me", "h:1"))
                      .toList(),
                  25));
    }
    assertThat(timeline.of(74)).isEmpty();
    assertThat(timeline.of(75)).hasSize(1);
    assertThat(timeline.of(99)).extracting(TimelineEntry::atMillis).containsExactly(99L);
    assertThat(timeline.apply(new TimelineNoted(List.of(), 0)).of(99)).isEmpty();
  }
}
