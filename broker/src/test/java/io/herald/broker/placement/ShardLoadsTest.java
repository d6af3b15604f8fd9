package io.herald.broker.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardLoadsTest {
  private static final double IDLE = 10;

  private final ShardLoads loads = new ShardLoads(IDLE);

  @Test
  void theFirstReportCountsAndLaterOnesAreSmoothed() {
    loads.observe(Set.of(1), Map.of(1, 100.0));
    assertThat(loads.of(1)).isEqualTo(100);
    loads.observe(Set.of(1), Map.of(1, 500.0));
    assertThat(loads.of(1)).isEqualTo(200);
    for (int round = 0; round < 40; round++) {
      loads.observe(Set.of(1), Map.of(1, 500.0));
    }
    assertThat(loads.of(1)).isCloseTo(500, within(1.0));
  }

  @Test
  void whatMovesKeepsItsLoadAndWhatIsSilentForLongIsEmpty() {
    loads.observe(Set.of(1), Map.of(1, 1000.0));
    loads.observe(Set.of(), Map.of()); // on its way
    for (int round = 0; round < 3; round++) {
      loads.observe(Set.of(1), Map.of());
      assertThat(loads.of(1)).isEqualTo(1000);
    }
    for (int round = 0; round < 40; round++) {
      loads.observe(Set.of(1), Map.of());
    }
    assertThat(loads.of(1)).isCloseTo(0, within(1.0));
  }

  @Test
  void ofAnUnknownShardTheMeanIsExpected() {
    assertThat(loads.of(7)).isEqualTo(IDLE);
    loads.adopt(Map.of(1, 100.0, 2, 300.0));
    assertThat(loads.of(7)).isEqualTo(200);
    loads.adopt(Map.of(1, 5.0));
    assertThat(loads.of(1)).as("known already").isEqualTo(100);
  }

  @Test
  void aReportReadsBackAndAForeignOneIsNone() {
    Map<Integer, Double> report = Map.of(3, 1200.0, 127, 10.0);
    assertThat(ShardReport.write(report)).isEqualTo("3=1200 127=10");
    assertThat(ShardReport.read("3=1200 127=10")).isEqualTo(report);
    assertThat(ShardReport.read("")).isEmpty();
    for (String foreign : new String[] {"3", "3=", "=5", "a=1", "3=1  4=2", "v2;3=1"}) {
      assertThat(ShardReport.read(foreign)).as(foreign).isEmpty();
    }
  }
}
