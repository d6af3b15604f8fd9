package io.herald.benchmarks;

import io.herald.benchmarks.LoadGenerator.Publishing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What a replay takes from the channel that is live: eight connections publish and eight consume as
 * fast as they can; halfway a second channel begins at the beginning of history, and reads part of
 * it again. Herald only, because nsqd has no history.
 */
final class ReplayLoad {
  static final long LIVE = 12_000_000;
  static final long REPLAYED = 1_000_000;

  private static final int BODY_SIZE = 200;
  private static final int CONNECTIONS = 8;
  private static final Publishing HOW = new Publishing(CONNECTIONS, 1, 2000);
  private static final String CHANNEL = "live";
  private static final String REPLAY = "replay";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Target target;
  private final LoadGenerator generator;
  private final long live;
  private final long replayed;

  /**
   * Nothing is published yet.
   *
   * @param scale multiplies the number of messages
   */
  ReplayLoad(Target target, double scale) {
    this.target = target;
    this.generator = new LoadGenerator(target);
    this.live = Math.max(20_000, (long) (LIVE * scale));
    this.replayed = Math.max(1000, (long) (REPLAYED * scale));
  }

  /**
   * What one run showed.
   *
   * @param alone messages a second of the live channel before the replay
   * @param beside the same while the replay ran
   * @param replay messages a second of the replay
   */
  record Result(double alone, double beside, double replay) {
    double ratio() {
      return beside / alone;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "live channel %,.0f messages/s, %,.0f during the replay (ratio %.2f); replay %,.0f/s",
          alone,
          beside,
          ratio(),
          replay);
    }
  }

  /**
   * Runs it once.
   *
   * @throws LoadFailedException if a message was lost, among others
   */
  Result run() throws LoadFailedException {
    String topic = "bench-replay-" + System.nanoTime();
    try {
      try {
        return run(topic);
      } finally {
        target.deleteTopic(topic);
      }
    } catch (Exception e) {
      throw new LoadFailedException("replay", target, e);
    }
  }

  private Result run(String topic) throws Exception {
    target.createChannel(topic, CHANNEL);
    ChannelConsumers consumers =
        new ChannelConsumers(topic, CHANNEL, new Receipts(live, false))
            .connect(target, CONNECTIONS, LoadGenerator.READY);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Measurement> running =
          threads.submit(
              (Callable<Measurement>)
                  () ->
                      generator.publishAndConsume(
                          topic, new NumberedMessages(live, BODY_SIZE), HOW, consumers));
      await(running, () -> consumers.arrived() >= live / 4);
      Lap alone = new Lap(consumers);
      await(running, () -> consumers.arrived() >= live / 2);
      double before = alone.perSecond();
      double[] rates = replay(topic, consumers);
      consumers.receipts().verified(running.get());
      return new Result(before, rates[0], rates[1]);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Answers messages a second of the live channel, and of the replay. */
  private double[] replay(String topic, ChannelConsumers liveConsumers) throws Exception {
    target.createChannelFromBeginning(topic, REPLAY);
    Receipts receipts = new Receipts(live, false);
    ChannelConsumers consumers =
        new ChannelConsumers(topic, REPLAY, receipts).connect(target, 1, LoadGenerator.READY);
    double[] rates = new double[2];
    Lap liveLap = new Lap(liveConsumers);
    Lap replayLap = new Lap(consumers);
    consumers.at(
        replayed,
        () -> {
          rates[0] = liveLap.perSecond();
          rates[1] = replayLap.perSecond();
        });
    Measurement all = generator.consume(List.of(consumers), live);
    receipts.verified(all);
    return rates;
  }

  /** How fast a channel's messages arrive from now on. */
  private static final class Lap {
    private final ChannelConsumers consumers;
    private final long arrived;
    private final long begun = System.nanoTime();

    Lap(ChannelConsumers consumers) {
      this.consumers = consumers;
      this.arrived = consumers.arrived();
    }

    double perSecond() {
      return (consumers.arrived() - arrived) * 1e9 / (System.nanoTime() - begun);
    }
  }

  private static void await(Future<?> running, BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (running.isDone()) {
        running.get(); // says why
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not reached in " + LIMIT);
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
