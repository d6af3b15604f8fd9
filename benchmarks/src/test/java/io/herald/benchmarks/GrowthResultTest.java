package io.herald.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthResultTest {
  /** A million messages in a second. */
  private static Measurement costing(double cpuSeconds) {
    return new Measurement(1_000_000, 1, cpuSeconds, 0.25, 300, 0, 0, 0, 0, null);
  }

  private static GrowthResult channels(double... cpuSeconds) {
    GrowthResult result = new GrowthResult(Series.CHANNELS, 1, List.of("herald"));
    for (int point = 0; point < cpuSeconds.length; point++) {
      result.add(point, 0, List.of(costing(cpuSeconds[point])));
    }
    return result;
  }

  @Test
  void eachPointIsComparedWithTheFirst() {
    GrowthResult result = channels(2, 3, 1);

    assertThat(result.timesFirst(0, 0, 0)).isEqualTo(1);
    assertThat(result.timesFirst(1, 0, 0)).isEqualTo(1.5);
    assertThat(result.timesFirst(2, 0, 0)).isEqualTo(0.5);
  }

  @Test
  void theMedianOfTheRoundsCounts() {
    GrowthResult result = channels(2, 9, 2);
    for (int point = 0; point < 3; point++) {
      result.add(point, 0, List.of(costing(2)));
      result.add(point, 0, List.of(costing(4)));
    }

    assertThat(result.timesFirst(1, 0, 0)).as("4 of 2, 4 and 9; 2 of 2, 2 and 4").isEqualTo(2);
  }

  @Test
  void theTableIsAlignedAndHasALineForEachPoint() {
    assertThat(channels(2, 3, 1).table())
        .element(0)
        .asString()
        .isEqualTo("channels: " + Series.CHANNELS.description());
    assertThat(channels(2, 3, 1).table().subList(1, 7))
        .containsExactly(
            "",
            "herald, publish and consume",
            "  channels  messages/s  CPU µs per message  × of the first  generator µs"
                + "  resident MiB  reordered",
            "         1   1,000,000                2.00            1.00          0.25"
                + "           300          -",
            "        10   1,000,000                3.00            1.50          0.25"
                + "           300          -",
            "       100   1,000,000                1.00            0.50          0.25"
                + "           300          -");
  }

  @Test
  void withoutAProcessIdTheCostIsLeftOpen() {
    GrowthResult result = channels(0, 0, 0);

    assertThat(result.table()).noneMatch(line -> line.contains("NaN"));
    assertThat(result.json(new ObjectMapper()).findValue("timesFirst").isNull()).isTrue();
  }

  @Test
  void sizesShowTheCostOfAMegabyte() {
    GrowthResult result = new GrowthResult(Series.SIZE, 1, List.of("herald"));
    for (int point = 0; point < Series.SIZE.points().size(); point++) {
      result.add(point, 0, List.of(costing(2)));
    }

    assertThat(result.table())
        .anyMatch(line -> line.contains("MB/s") && line.contains("CPU µs per MB"))
        .anyMatch(
            line -> line.contains("200  ") && line.contains(" 200.0 ") && line.contains("10,000"));
  }

  @Test
  void theJsonHasEveryRoundOfEveryPhaseAndTheRatio() {
    GrowthResult result = new GrowthResult(Series.BACKLOG, 0.5, List.of("herald", "nsqd"));
    for (int point = 0; point < Series.BACKLOG.points().size(); point++) {
      for (int broker = 0; broker < 2; broker++) {
        result.add(point, broker, List.of(costing(1 + point), costing(2)));
        result.add(point, broker, List.of(costing(1 + point), costing(2)));
      }
    }

    JsonNode json = result.json(new ObjectMapper());

    assertThat(json.get("series").asText()).isEqualTo("backlog");
    JsonNode publish = json.at("/points/3/brokers/nsqd/publish");
    assertThat(json.at("/points/3/size").asLong()).as("at half the scale").isEqualTo(10_000_000);
    assertThat(publish.get("timesFirst").asDouble()).isCloseTo(4, within(1e-9));
    assertThat(publish.get("rounds")).hasSize(2);
    assertThat(publish.at("/rounds/0/generatorCpuSeconds").asDouble()).isEqualTo(0.25);
    assertThat(json.at("/points/3/brokers/herald/consume/timesFirst").asDouble()).isEqualTo(1);
  }
}
