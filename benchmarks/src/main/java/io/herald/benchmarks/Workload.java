package io.herald.benchmarks;

import io.herald.benchmarks.LoadGenerator.Publishing;
import java.util.Locale;

/** What brokers are compared by; bodies are 200 bytes. */
enum Workload {
  PUB1("PUB, window 2000, 1 connection", 1_500_000, new Publish(1, 1, 2000)),
  PUB8("PUB, window 2000, 8 connections", 1_500_000, new Publish(8, 1, 2000)),
  MPUB1("MPUB of 200, 1 connection", 4_000_000, new Publish(1, 200, 8)),
  MPUB8("MPUB of 200, 8 connections", 4_000_000, new Publish(8, 200, 8)),
  DRAIN1("a backlog consumed, RDY 2500, 1 connection", 2_000_000, new Drain(1)),
  DRAIN8("a backlog consumed, RDY 2500, 8 connections", 2_000_000, new Drain(8)),
  PUBSUB1("PUB and consume, 1 connection each", 1_500_000, new Both(1, 2000)),
  PUBSUB8("PUB and consume, 8 connections each", 1_500_000, new Both(8, 2000)),
  SHORT8("PUB, window 500, and consume, 8 connections each", 1_500_000, new Both(8, 500)),
  FANOUT5("1 publisher, 5 channels", 300_000, new FanOut(5)),
  FANOUT20("1 publisher, 20 channels", 100_000, new FanOut(20)),
  PSYNC1("PUB and wait, 1 connection", 100_000, new Publish(1, 1, 1)),
  PSYNC8("PUB and wait, 8 connections", 200_000, new Publish(8, 1, 1)),
  PSYNC64("PUB and wait, 64 connections", 300_000, new Publish(64, 1, 1)),
  RDY1("1 consumer with RDY 1", 100_000, new OneByOne()),
  TOPICS100("PUB and wait, 100 topics with a connection each", 200_000, new Topics(100)),
  LATENCY("10,000 a second, publish to delivery", 50_000, new Paced(10_000));

  private static final int BODY_SIZE = 200;
  private static final String CHANNEL = "channel";

  private final String description;
  private final long messages;

  @SuppressWarnings("ImmutableEnumChecker") // the runs are records of numbers
  private final Run run;

  Workload(String description, long messages, Run run) {
    this.description = description;
    this.messages = messages;
    this.run = run;
  }

  /** What happens, for the table. */
  String description() {
    return description;
  }

  /** As it is written on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Runs it once.
   *
   * @param scale multiplies the number of messages
   * @throws LoadFailedException if a message was lost, among others
   */
  Measurement run(Target target, double scale) throws LoadFailedException {
    String topic = "bench-" + word() + "-" + System.nanoTime();
    try {
      try {
        return run.on(target, topic, Math.max(1000, (long) (messages * scale)));
      } finally {
        run.clean(target, topic);
      }
    } catch (Exception e) {
      throw new LoadFailedException(word(), target, e);
    }
  }

  /** One way to load a broker. */
  private interface Run {
    Measurement on(Target target, String topic, long count) throws Exception;

    default void clean(Target target, String topic) throws Exception {
      target.deleteTopic(topic);
    }
  }

  /** Publishes; what has arrived is counted when the clock has stopped. */
  private record Publish(int connections, int batch, int window) implements Run {
    @Override
    public Measurement on(Target target, String topic, long count) throws Exception {
      target.createChannel(topic, CHANNEL);
      LoadGenerator load = new LoadGenerator(target);
      Receipts receipts = new Receipts(count, connections == 1);
      Measurement published =
          load.publish(
              topic,
              new NumberedMessages(count, BODY_SIZE),
              new Publishing(connections, batch, window));
      load.consume(topic, CHANNEL, receipts, 1);
      return receipts.verified(published);
    }
  }

  /** Consumes what was published before. */
  private record Drain(int connections) implements Run {
    @Override
    public Measurement on(Target target, String topic, long count) throws Exception {
      target.createChannel(topic, CHANNEL);
      LoadGenerator load = new LoadGenerator(target);
      Receipts receipts = new Receipts(count, connections == 1);
      load.publish(topic, new NumberedMessages(count, BODY_SIZE), Publishing.AHEAD);
      return receipts.verified(load.consume(topic, CHANNEL, receipts, connections));
    }
  }

  private record Both(int connections, int window) implements Run {
    @Override
    public Measurement on(Target target, String topic, long count) throws Exception {
      target.createChannel(topic, CHANNEL);
      Receipts receipts = new Receipts(count, connections == 1);
      return receipts.verified(
          new LoadGenerator(target)
              .publishAndConsume(
                  topic,
                  CHANNEL,
                  new NumberedMessages(count, BODY_SIZE),
                  receipts,
                  new Publishing(connections, 1, window),
                  connections));
    }
  }

  private record FanOut(int channels) implements Run {
    @Override
    public Measurement on(Target target, String topic, long count) throws Exception {
      return new LoadGenerator(target)
          .fanOut(
              topic, channels, new NumberedMessages(count, BODY_SIZE), new Publishing(1, 1, 2000));
    }
  }

  private record OneByOne() implements Run {
    @Override
    public Measurement on(Target target, String topic, long count) throws Exception {
      target.createChannel(topic, CHANNEL);
      LoadGenerator load = new LoadGenerator(target);
      Receipts receipts = new Receipts(count, true);
      load.publish(topic, new NumberedMessages(count, BODY_SIZE), Publishing.AHEAD);
      return receipts.verified(load.consumeOneByOne(topic, CHANNEL, receipts));
    }
  }

  /** Each topic has a connection of its own. */
  private record Topics(int topics) implements Run {
    @Override
    public Measurement on(Target target, String topic, long count) throws Exception {
      ManyTopics many = new ManyTopics(target, topic, topics, count, BODY_SIZE);
      return many.publish(topics, true);
    }

    @Override
    public void clean(Target target, String topic) throws Exception {
      ManyTopics.delete(target, topic, topics);
    }
  }

  private record Paced(int perSecond) implements Run {
    @Override
    public Measurement on(Target target, String topic, long count) throws Exception {
      target.createChannel(topic, CHANNEL);
      return new PacedLoad(target, topic, 1, perSecond, new NumberedMessages(count, BODY_SIZE))
          .toDelivery();
    }
  }
}
