package io.herald.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SeriesTest {
  @ParameterizedTest
  @EnumSource(Series.class)
  void pointsGrowFromTheOneTheyAreComparedWith(Series series) {
    assertThat(series.points().stream().map(Series.Point::size)).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "0.1, 100", "0.001, 50", "0, 50"})
  void theScaleShrinksAPointToItsLeast(double scale, long moved) throws Exception {
    List<Long> counts = new ArrayList<>();
    GrowthLoad load =
        (target, topic, count) -> {
          counts.add(count);
          return List.of();
        };

    new Series.Point(16, 1000, 50, load).run(Series.SIZE, Target.parse("localhost:1"), scale);

    assertThat(counts).containsExactly(moved);
  }
}
