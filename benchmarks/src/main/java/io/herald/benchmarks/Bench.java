package io.herald.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code herald bench}: runs the same loads against one broker, or against two in alternation, and
 * prints medians, how many times faster the first is, and what it cost the servers. Every message
 * carries its number; a run that loses one or gets one twice is a failure and no figure.
 */
@Command(
    name = "herald bench",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    sortOptions = false,
    description = "Compare brokers under load.",
    footer = {
      "",
      "  herald bench herald=127.0.0.1:4150/4151@PID nsqd=127.0.0.1:5150/5151@PID",
      "",
      "A broker is name=host:tcpPort, with /httpPort so that topics are deleted afterwards and",
      "@pid so that the server's CPU time is read. Round 0 warms up and does not count."
    })
public final class Bench implements Callable<Integer> {
  @Parameters(arity = "1..2", paramLabel = "BROKER", description = "name=host:tcpPort/httpPort@pid")
  private List<String> brokers = new ArrayList<>();

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds that count (default: 3).")
  private int rounds;

  @Option(
      names = "--only",
      split = ",",
      description = "Only these loads, such as pub1,psync8 (default: all).")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--scale",
      defaultValue = "1",
      description = "Multiplies the number of messages (default: 1).")
  private double scale;

  @Option(names = "--json", description = "Write the result there, too.")
  private Path json;

  /** Runs a command line and ends the process. */
  public static void main(String[] args) {
    CommandLine line =
        new CommandLine(new Bench())
            .setExecutionExceptionHandler(
                (failure, command, given) -> {
                  System.err.println("herald bench: " + failure);
                  return 1;
                });
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    List<Target> targets = brokers.stream().map(Target::parse).toList();
    Map<Workload, List<List<Measurement>>> results = new EnumMap<>(Workload.class);
    for (Workload workload : chosen()) {
      results.put(workload, race(workload, targets));
      BenchResult.of(workload, results.get(workload)).print(targets);
    }
    if (json != null) {
      Files.writeString(json, BenchResult.json(targets, rounds, scale, results));
    }
    return 0;
  }

  private List<Workload> chosen() {
    List<Workload> chosen =
        Stream.of(Workload.values())
            .filter(workload -> only.isEmpty() || only.contains(workload.word()))
            .toList();
    if (chosen.size() < only.size()) {
      throw new IllegalArgumentException(
          "--only knows "
              + Stream.of(Workload.values()).map(Workload::word).collect(Collectors.joining(", ")));
    }
    return chosen;
  }

  private List<List<Measurement>> race(Workload workload, List<Target> targets) throws Exception {
    List<List<Measurement>> measured = new ArrayList<>();
    targets.forEach(target -> measured.add(new ArrayList<>()));
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < targets.size(); i++) {
        Measurement one = workload.run(targets.get(i), scale);
        if (round > 0) {
          measured.get(i).add(one);
        }
      }
    }
    return measured;
  }
}
