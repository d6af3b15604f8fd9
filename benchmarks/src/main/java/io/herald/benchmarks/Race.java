package io.herald.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Runs the same loads against one broker, or against two in alternation, and prints the medians and
 * how many times faster the first is.
 *
 * <pre>
 * java ... io.herald.benchmarks.Race rounds thousands herald=127.0.0.1:4150/4151@PID \
 *     nsqd=127.0.0.1:5150/5151@PID
 * </pre>
 */
public final class Race {
  private static final int BODY_SIZE = 200;
  private static final int CONSUMERS = 2;

  private Race() {}

  /** What is raced. */
  private enum Load {
    /** One PUB at a time on each of four connections. */
    SYNC(4, 1, 1, 20),
    /** PUB with up to 200 unanswered on each of two connections. */
    PUB(2, 1, 200, 4),
    /** MPUB of 100 with up to 8 unanswered on each of two connections. */
    MPUB(2, 100, 8, 1),
    /** A backlog published before the clock starts is consumed. */
    DRAIN(2, 100, 8, 1),
    /** MPUB and consuming at the same time. */
    PUBSUB(2, 100, 8, 1);

    private final int connections;
    private final int batch;
    private final int window;

    /** The slower a load is, the fewer messages it gets. */
    private final int slowness;

    Load(int connections, int batch, int window, int slowness) {
      this.connections = connections;
      this.batch = batch;
      this.window = window;
      this.slowness = slowness;
    }

    Measurement run(Target target, long count) throws Exception {
      LoadGenerator load = new LoadGenerator(target);
      var publishing = new LoadGenerator.Publishing(connections, batch, window);
      NumberedMessages messages = new NumberedMessages(count / slowness, BODY_SIZE);
      String topic = "race-" + System.nanoTime();
      target.createChannel(topic, "channel");
      try {
        if (this == PUBSUB) {
          return load.publishAndConsume(topic, "channel", messages, publishing, CONSUMERS);
        }
        Measurement published = load.publish(topic, messages, publishing);
        return this == DRAIN ? load.consume(topic, "channel", messages, CONSUMERS) : published;
      } finally {
        target.deleteTopic(topic);
      }
    }
  }

  /** Runs all loads; round 0 warms up and does not count. */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    long count = Integer.parseInt(args[1]) * 1000L;
    List<Target> targets = Arrays.stream(args).skip(2).map(Target::parse).toList();
    for (Load load : Load.values()) {
      List<List<Measurement>> results = new ArrayList<>();
      targets.forEach(target -> results.add(new ArrayList<>()));
      for (int round = 0; round <= rounds; round++) {
        for (int i = 0; i < targets.size(); i++) {
          Measurement measurement = load.run(targets.get(i), count);
          if (round > 0) {
            results.get(i).add(measurement);
          }
        }
      }
      print(load, targets, results);
    }
  }

  private static void print(Load load, List<Target> targets, List<List<Measurement>> results) {
    List<Measurement> medians = results.stream().map(Race::median).toList();
    for (int i = 0; i < targets.size(); i++) {
      System.out.printf("%-7s %-10s %s%n", load, targets.get(i).name(), medians.get(i));
    }
    if (targets.size() == 2) {
      System.out.printf(
          Locale.ROOT,
          "%-7s %.2f times the rate of %s%n",
          load,
          medians.get(0).perSecond() / medians.get(1).perSecond(),
          targets.get(1).name());
    }
  }

  private static Measurement median(List<Measurement> measurements) {
    List<Measurement> sorted = new ArrayList<>(measurements);
    Collections.sort(sorted, Comparator.comparingDouble(Measurement::perSecond));
    return sorted.get(sorted.size() / 2);
  }
}
