package io.herald.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Compares publishing and consuming at the head of a large backlog with the same on an empty topic,
 * in alternation in one run. The backlog lies in a second channel that nobody consumes.
 *
 * <pre>
 * java ... io.herald.benchmarks.HeadOfBacklog herald=127.0.0.1:4150/4151@PID [millions] [rounds]
 * </pre>
 */
public final class HeadOfBacklog {
  private static final int MILLION = 1_000_000;
  private static final int BODY_SIZE = 200;
  private static final LoadGenerator.Publishing PUBLISHING =
      new LoadGenerator.Publishing(2, 100, 8);
  private static final int CONSUMERS = 2;

  private HeadOfBacklog() {}

  /** Runs it and prints the ratio of the median rates. */
  public static void main(String[] args) throws Exception {
    Target target = Target.parse(args[0]);
    int millions = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    LoadGenerator load = new LoadGenerator(target);
    String name = "head-" + System.currentTimeMillis();
    String loaded = createTopic(target, name);
    System.out.println("warm-up  " + move(load, createTopic(target, name + "-warm"), MILLION));
    System.out.println("backlog  " + move(load, loaded, (long) millions * MILLION));

    List<Double> empty = new ArrayList<>();
    List<Double> behind = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      String fresh = createTopic(target, name + "-" + round);
      empty.add(print("empty    ", move(load, fresh, MILLION)));
      target.deleteTopic(fresh);
      behind.add(print("at head  ", move(load, loaded, MILLION)));
    }
    System.out.printf(
        Locale.ROOT,
        "ratio %.3f (at the head of %d million to empty, medians of %d), resident %d MiB%n",
        median(behind) / median(empty),
        millions,
        rounds,
        target.residentMebibytes());
    target.deleteTopic(loaded);
    target.deleteTopic(name + "-warm");
  }

  /** Both topics have the same two channels; only what lies in the second differs. */
  private static String createTopic(Target target, String topic) throws Exception {
    target.createChannel(topic, "head");
    target.createChannel(topic, "backlog");
    return topic;
  }

  private static Measurement move(LoadGenerator load, String topic, long count) throws Exception {
    NumberedMessages messages = new NumberedMessages(count, BODY_SIZE);
    return load.publishAndConsume(topic, "head", messages, PUBLISHING, CONSUMERS);
  }

  private static double print(String label, Measurement measurement) {
    System.out.println(label + measurement);
    return measurement.perSecond();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
