package io.herald.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How the cost of a message changes as something grows. Bodies are 200 bytes, except where their
 * size is what grows.
 */
@SuppressWarnings("ImmutableEnumChecker") // its lists are unmodifiable, what they hold are values
enum Series {
  CONNECTIONS(
      "publishers that each send one message a second; latency is from PUB to OK",
      List.of("publish"),
      // 20 seconds each.
      points(n -> new Point(n, 20L * n, 2L * n, new GrowthLoad.Connections(n)), 10, 1000, 5000)),
  TOPICS(
      "topics to which 64 connections publish in turn, PUB and wait",
      List.of("publish"),
      points(n -> new Point(n, 300_000, 1000, new GrowthLoad.Topics(n)), 1, 10, 100, 1000)),
  CHANNELS(
      "channels of one topic, a consumer and a copy of every message each; a message is a delivery",
      List.of("publish and consume"),
      points(n -> new Point(n, 2_000_000, 10_000, new GrowthLoad.Channels(n)), 1, 10, 100)),
  SIZE(
      "bytes of a body, published and consumed on one connection each",
      List.of("publish and consume"),
      points(Series::size, 16, 200, 4096, 65_536, 1_048_576)),
  BACKLOG(
      "messages that wait in the channel before as many as 1,000,000 more are published, then the"
          + " first ones consumed",
      List.of("publish", "consume"),
      points(Series::backlog, 0, 1, 5, 20));

  private static final long SIZE_BYTES = 1L << 30;
  private static final long MILLION = 1_000_000;

  private final String description;
  private final List<String> phases;
  private final List<Point> points;

  /**
   * One size of what grows.
   *
   * @param size how much there is of it; of a backlog, how many times the messages that are moved
   * @param messages how many are moved at scale 1
   * @param messagesMin how many are moved at least
   */
  record Point(long size, long messages, long messagesMin, GrowthLoad load) {
    /**
     * Runs it once.
     *
     * @return a measurement for each phase
     * @throws LoadFailedException if a message was lost, among others
     */
    List<Measurement> run(Series series, Target target, double scale) throws LoadFailedException {
      String topic = "growth-" + series.word() + "-" + System.nanoTime();
      try {
        try {
          return load.on(target, topic, moved(scale));
        } finally {
          load.clean(target, topic);
        }
      } catch (Exception e) {
        throw new LoadFailedException(series.word() + " " + size, target, e);
      }
    }

    /** How many messages a phase moves. */
    long moved(double scale) {
      return Math.max(messagesMin, (long) (messages * scale));
    }
  }

  /** Makes the point of a size. */
  private interface Sized {
    Point of(int size);
  }

  Series(String description, List<String> phases, List<Point> points) {
    this.description = description;
    this.phases = phases;
    this.points = points;
  }

  private static List<Point> points(Sized sized, int... sizes) {
    return IntStream.of(sizes).mapToObj(sized::of).toList();
  }

  /** As many as a GiB of bodies has, at most a million. */
  private static Point size(int bodySize) {
    long messages = Math.min(MILLION, SIZE_BYTES / bodySize);
    return new Point(
        bodySize, messages, Math.min(1000, messages / 20), new GrowthLoad.Size(bodySize));
  }

  private static Point backlog(int times) {
    return new Point(times, MILLION, 10_000, new GrowthLoad.Backlog(times));
  }

  /** As it is written on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What grows, and what is done. */
  String description() {
    return description;
  }

  /** What is measured one after the other at each point. */
  List<String> phases() {
    return phases;
  }

  /** How much there is at a point: a backlog shrinks with the scale, all else stays. */
  long amount(Point point, double scale) {
    return this == BACKLOG ? point.size() * point.moved(scale) : point.size();
  }

  /** From small to large; the first is what the others are compared with. */
  List<Point> points() {
    return points;
  }
}
