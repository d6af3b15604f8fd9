package io.herald.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The medians of one load.
 *
 * @param medians one for each broker
 */
record BenchResult(Workload workload, List<Measurement> medians) {

  static BenchResult of(Workload workload, List<List<Measurement>> measured) {
    return new BenchResult(workload, measured.stream().map(BenchResult::median).toList());
  }

  private static Measurement median(List<Measurement> measurements) {
    List<Measurement> sorted = new ArrayList<>(measurements);
    sorted.sort(Comparator.comparingDouble(BenchResult::worth));
    return sorted.get(sorted.size() / 2);
  }

  /** More is better. */
  private static double worth(Measurement measurement) {
    return measurement.p99Micros() > 0 ? -measurement.p99Micros() : measurement.perSecond();
  }

  /** One line for each broker, and one that compares them. */
  void print(List<Target> targets) {
    for (int i = 0; i < medians.size(); i++) {
      Measurement median = medians.get(i);
      System.out.printf("%-10s %-8s %s%n", workload.word(), targets.get(i).name(), median);
    }
    if (medians.size() == 2) {
      System.out.printf(Locale.ROOT, "%-10s ratio    %s%n", workload.word(), ratios());
    }
  }

  private String ratios() {
    double cpu = ratio(Measurement::cpuSecondsPerMillion);
    return medians.get(0).p99Micros() > 0
        ? String.format(
            Locale.ROOT, "%.3f of the p99, %.2f of the CPU", ratio(Measurement::p99Micros), cpu)
        : String.format(
            Locale.ROOT, "%.2f times as fast, %.2f of the CPU", ratio(Measurement::perSecond), cpu);
  }

  private double ratio(ToDoubleFunction<Measurement> figure) {
    return figure.applyAsDouble(medians.get(0)) / figure.applyAsDouble(medians.get(1));
  }

  /** All rounds of a load. */
  static ObjectNode json(
      ObjectMapper mapper,
      Workload workload,
      List<Target> targets,
      List<List<Measurement>> measured) {
    ObjectNode load = mapper.createObjectNode();
    load.put("load", workload.word()).put("description", workload.description());
    ObjectNode brokers = load.putObject("brokers");
    for (int i = 0; i < targets.size(); i++) {
      brokers.set(targets.get(i).name(), mapper.valueToTree(measured.get(i)));
    }
    return load;
  }
}
