package io.herald.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
      "@pid so that the server's CPU time is read. Round 0 warms up and does not count.",
      "",
      "  herald bench --growth --rounds 1 herald=127.0.0.1:4150/4151@PID",
      "",
      "shows what a message costs as connections, topics, channels, sizes and backlogs grow, beside",
      "the smallest of each; --scale 0.01 gives a first look in a minute."
    })
public final class Bench implements Callable<Integer> {
  private final ObjectMapper mapper = new ObjectMapper();

  @Parameters(arity = "0..2", paramLabel = "BROKER", description = "name=host:tcpPort/httpPort@pid")
  private List<String> brokers = new ArrayList<>();

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds that count (default: 3).")
  private int rounds;

  @Option(
      names = "--only",
      split = ",",
      description =
          "Only these loads, such as pub1,psync8 or, with --growth, topics (default: all).")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--scale",
      defaultValue = "1",
      description = "Multiplies the number of messages (default: 1).")
  private double scale;

  @Option(
      names = "--growth",
      description = "Measure how the cost of a message grows, instead of racing.")
  private boolean growth;

  @Option(
      names = "--replay",
      description = "Measure what a replay takes from the live channel (Herald only).")
  private boolean replay;

  @Option(names = "--list", description = "Print all loads and what they do, and end.")
  private boolean list;

  @Option(names = "--json", description = "Write the result there, too.")
  private Path json;

  /** Runs a command line and ends the process. */
  public static void main(String[] args) {
    CommandLine line =
        new CommandLine(new Bench())
            .setExecutionExceptionHandler(
                (failure, command, given) -> {
                  boolean explained =
                      failure instanceof LoadFailedException
                          || failure instanceof IllegalArgumentException;
                  System.err.println(
                      "herald bench: " + (explained ? failure.getMessage() : failure));
                  return 1;
                });
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (list) {
      Stream.of(Workload.values()).forEach(load -> describe(load.word(), load.description()));
      System.out.println(System.lineSeparator() + "with --growth:");
      Stream.of(Series.values()).forEach(series -> describe(series.word(), series.description()));
      return 0;
    }
    if (brokers.isEmpty()) {
      throw new IllegalArgumentException("which broker? name=host:tcpPort/httpPort@pid");
    }
    if (rounds < 1) {
      throw new IllegalArgumentException("--rounds must be at least 1");
    }
    List<Target> targets = brokers.stream().map(Target::parse).toList();
    ObjectNode root = mapper.createObjectNode().put("rounds", rounds).put("scale", scale);
    if (replay) {
      replay(targets, root.putArray("replays"));
    } else if (growth) {
      grow(targets, root.putArray("growth"));
    } else {
      race(targets, root.putArray("loads"));
    }
    if (json != null) {
      Files.writeString(
          json, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    }
    return 0;
  }

  private static void describe(String word, String description) {
    System.out.printf("%-12s %s%n", word, description);
  }

  private void replay(List<Target> targets, ArrayNode results) throws Exception {
    for (int round = 0; round <= rounds; round++) {
      for (Target target : targets) {
        ReplayLoad.Result result = new ReplayLoad(target, scale).run();
        if (round > 0) {
          System.out.println(target.name() + ": " + result);
          results.add(mapper.<ObjectNode>valueToTree(result).put("broker", target.name()));
        }
      }
    }
  }

  private void grow(List<Target> targets, ArrayNode results) throws Exception {
    for (Series series : chosen(Series.values(), Series::word)) {
      GrowthResult result = new Growth(targets, rounds, scale).run(series);
      result.table().forEach(System.out::println);
      System.out.println();
      results.add(result.json(mapper));
    }
  }

  private void race(List<Target> targets, ArrayNode results) throws Exception {
    for (Workload workload : chosen(Workload.values(), Workload::word)) {
      List<List<Measurement>> measured = race(workload, targets);
      BenchResult.of(workload, measured).print(targets);
      results.add(BenchResult.json(mapper, workload, targets, measured));
    }
  }

  /** The loads of {@code --only}, in their own order. */
  private <T> List<T> chosen(T[] all, Function<T, String> word) {
    List<T> chosen =
        Stream.of(all).filter(load -> only.isEmpty() || only.contains(word.apply(load))).toList();
    if (chosen.size() < only.size()) {
      throw new IllegalArgumentException(
          "--only knows " + Stream.of(all).map(word).collect(Collectors.joining(", ")));
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
