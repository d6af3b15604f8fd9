package io.herald.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All rounds of one series, and the cost of a message at each point beside the first. */
final class GrowthResult {
  private final Series series;
  private final double scale;
  private final List<String> brokers;
  private final Map<Cell, List<Measurement>> measured = new HashMap<>();

  /** One line of one table; counted from 0. */
  private record Cell(int point, int broker, int phase) {}

  /** Nothing is measured yet. */
  GrowthResult(Series series, double scale, List<String> brokers) {
    this.series = series;
    this.scale = scale;
    this.brokers = brokers;
  }

  /** Adds a round of one point: a measurement for each phase. */
  void add(int point, int broker, List<Measurement> phases) {
    for (int phase = 0; phase < phases.size(); phase++) {
      measured
          .computeIfAbsent(new Cell(point, broker, phase), cell -> new ArrayList<>())
          .add(phases.get(phase));
    }
  }

  /** The round whose cost or, if that is unknown, whose rate is in the middle. */
  private Measurement median(int point, int broker, int phase) {
    List<Measurement> rounds = new ArrayList<>(measured.get(new Cell(point, broker, phase)));
    rounds.sort(
        Comparator.comparingDouble(Measurement::cpuSecondsPerMillion)
            .thenComparing(Measurement::perSecond));
    return rounds.get(rounds.size() / 2);
  }

  /** CPU time per message, as a multiple of the first point's; not finite if it is unknown. */
  double timesFirst(int point, int broker, int phase) {
    return median(point, broker, phase).cpuSecondsPerMillion()
        / median(0, broker, phase).cpuSecondsPerMillion();
  }

  /** A table for each broker and phase. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(series.word() + ": " + series.description());
    for (int broker = 0; broker < brokers.size(); broker++) {
      for (int phase = 0; phase < series.phases().size(); phase++) {
        lines.add("");
        lines.add(brokers.get(broker) + ", " + series.phases().get(phase));
        lines.addAll(new GrowthTable(series, scale).lines(medians(broker, phase)));
      }
    }
    return lines;
  }

  private List<GrowthTable.Row> medians(int broker, int phase) {
    List<GrowthTable.Row> rows = new ArrayList<>();
    for (int point = 0; point < series.points().size(); point++) {
      rows.add(
          new GrowthTable.Row(
              series.points().get(point),
              median(point, broker, phase),
              timesFirst(point, broker, phase)));
    }
    return rows;
  }

  /** All rounds, and the ratios of the table. */
  ObjectNode json(ObjectMapper mapper) {
    ObjectNode json = mapper.createObjectNode();
    json.put("series", series.word()).put("description", series.description());
    ArrayNode points = json.putArray("points");
    for (int point = 0; point < series.points().size(); point++) {
      ObjectNode ofPoint =
          points.addObject().put("size", series.amount(series.points().get(point), scale));
      ObjectNode ofBrokers = ofPoint.putObject("brokers");
      for (int broker = 0; broker < brokers.size(); broker++) {
        ObjectNode phases = ofBrokers.putObject(brokers.get(broker));
        for (int phase = 0; phase < series.phases().size(); phase++) {
          double timesFirst = timesFirst(point, broker, phase);
          phases
              .putObject(series.phases().get(phase))
              .put("timesFirst", Double.isFinite(timesFirst) ? timesFirst : null)
              .set("rounds", mapper.valueToTree(measured.get(new Cell(point, broker, phase))));
        }
      }
    }
    return json;
  }
}
