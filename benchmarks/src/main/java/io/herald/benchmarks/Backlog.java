package io.herald.benchmarks;

import java.util.Locale;

/**
 * Publishes a backlog that nobody consumes, then consumes it to the last message, and prints the
 * rate of each million: flat if the cost of a message does not depend on how many there are.
 *
 * <pre>java ... io.herald.benchmarks.Backlog herald=127.0.0.1:4150/4151@PID [millions] [bytes]
 * </pre>
 */
public final class Backlog {
  private static final int MILLION = 1_000_000;
  private static final LoadGenerator.Publishing PUBLISHING =
      new LoadGenerator.Publishing(2, 200, 8);
  private static final int CONSUMERS = 2;

  private Backlog() {}

  /** Runs it; the exit code is 1 if a message was lost or came twice. */
  public static void main(String[] args) throws Exception {
    Target target = Target.parse(args[0]);
    int millions = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    int bodySize = args.length > 2 ? Integer.parseInt(args[2]) : 200;
    LoadGenerator load = new LoadGenerator(target);
    String topic = "backlog-" + System.currentTimeMillis();
    target.createChannel(topic, "channel");

    NumberedMessages messages = new NumberedMessages((long) millions * MILLION, bodySize);
    try (Progress progress = Progress.ofTaken(target, messages)) {
      progress.start();
      print("published", load.publish(topic, messages, PUBLISHING));
    }
    try (Progress progress = Progress.ofReceived(target, messages)) {
      progress.start();
      print("consumed", load.consume(topic, "channel", messages, CONSUMERS));
    }
    System.out.printf(
        Locale.ROOT,
        "lost %d, duplicated %d, resident %d MiB%n",
        messages.missing(),
        messages.duplicates(),
        target.residentMebibytes());
    target.deleteTopic(topic);
    System.exit(messages.missing() + messages.duplicates() == 0 ? 0 : 1);
  }

  private static void print(String phase, Measurement measurement) {
    System.out.println(phase + " " + measurement);
  }
}
