package io.herald.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * Runs a series: its smallest point to warm up, then all points on all brokers, round by round, so
 * that whatever else the machine does hits all of them.
 */
final class Growth {
  private final List<Target> targets;
  private final int rounds;
  private final double scale;

  Growth(List<Target> targets, int rounds, double scale) {
    this.targets = targets;
    this.rounds = rounds;
    this.scale = scale;
  }

  GrowthResult run(Series series) throws Exception {
    GrowthResult result =
        new GrowthResult(series, scale, targets.stream().map(Target::name).toList());
    for (Target target : targets) {
      series.points().get(0).run(series, target, scale);
    }
    for (int round = 0; round < rounds; round++) {
      for (int point = 0; point < series.points().size(); point++) {
        for (int broker = 0; broker < targets.size(); broker++) {
          result.add(
              point, broker, measure(series, series.points().get(point), targets.get(broker)));
        }
      }
    }
    return result;
  }

  private List<Measurement> measure(Series series, Series.Point point, Target target)
      throws Exception {
    List<Measurement> phases = point.run(series, target, scale);
    for (int phase = 0; phase < phases.size(); phase++) {
      // A series takes minutes: show that it moves.
      System.err.printf(
          Locale.ROOT,
          "%s %,d, %s, %s: %s%n",
          series.word(),
          series.amount(point, scale),
          target.name(),
          series.phases().get(phase),
          phases.get(phase));
    }
    return phases;
  }
}
