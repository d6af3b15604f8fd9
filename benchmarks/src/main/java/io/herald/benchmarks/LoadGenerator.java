package io.herald.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs publishers and consumers against one target and measures what they cost it. All publishers
 * of a load are on one thread, all consumers on another.
 */
final class LoadGenerator {
  /** What a consumer may hold at once; nsqd's largest. */
  static final int READY = 2500;

  private final Target target;

  LoadGenerator(Target target) {
    this.target = target;
  }

  /**
   * How a load publishes.
   *
   * @param connections publishers at the same time
   * @param batch messages per command; 1 is PUB
   * @param window commands without an answer per connection
   */
  record Publishing(int connections, int batch, int window) {
    /** How a backlog gets there before the clock runs: fast, and in order. */
    static final Publishing AHEAD = new Publishing(1, 200, 8);
  }

  /** Publishes all messages to {@code topic}. */
  Measurement publish(String topic, NumberedMessages messages, Publishing how) throws Exception {
    Times okTimes = new Times();
    try (LoadLoop publishers = new LoadLoop(publishers(topic, messages, how, okTimes))) {
      return okTimes.asOk(measure(messages.count(), List.of(publishers)));
    }
  }

  /**
   * Publishes to many topics.
   *
   * @param rotations for each connection the topics it takes in turn
   */
  Measurement publishToMany(List<List<Publisher.Stream>> rotations, Publishing how, long count)
      throws Exception {
    Times okTimes = new Times();
    List<Publisher> connections = new ArrayList<>();
    for (List<Publisher.Stream> rotation : rotations) {
      connections.add(new Publisher(target, rotation, how, okTimes));
    }
    try (LoadLoop publishers = new LoadLoop(connections)) {
      return okTimes.asOk(measure(count, List.of(publishers)));
    }
  }

  /** Consumes all messages of {@code channel}, to the last. */
  Measurement consume(String topic, String channel, Receipts receipts, int connections)
      throws Exception {
    return consume(
        List.of(consumers(topic, channel, receipts, connections, READY)), receipts.missing());
  }

  /** Consumes all messages of many channels, to the last; {@code count} of them. */
  Measurement consume(List<ChannelConsumers> channels, long count) throws Exception {
    try (LoadLoop consumers = new LoadLoop(allOf(channels))) {
      return measure(count, List.of(consumers));
    }
  }

  /** Consumes all messages of {@code channel}, but measures only the first {@code count}. */
  Measurement consumeHead(String topic, String channel, Receipts receipts, long count)
      throws Exception {
    ChannelConsumers channelConsumers = consumers(topic, channel, receipts, 1, READY);
    try (LoadLoop consumers = new LoadLoop(channelConsumers.consumers())) {
      Stopwatch stopwatch = Stopwatch.started(target);
      channelConsumers.at(count, stopwatch::stop);
      run(List.of(consumers));
      return stopwatch.measured(count);
    }
  }

  /** Consumes all messages on one connection that holds one at a time. */
  Measurement consumeOneByOne(String topic, String channel, Receipts receipts) throws Exception {
    return consume(List.of(consumers(topic, channel, receipts, 1, 1)), receipts.missing());
  }

  /** Publishes and consumes at the same time; ends when the last message has arrived. */
  Measurement publishAndConsume(
      String topic,
      String channel,
      NumberedMessages messages,
      Receipts receipts,
      Publishing how,
      int connections)
      throws Exception {
    return publishAndConsume(
        topic, messages, how, consumers(topic, channel, receipts, connections, READY));
  }

  /** The same with consumers that are connected. */
  Measurement publishAndConsume(
      String topic, NumberedMessages messages, Publishing how, ChannelConsumers consumers)
      throws Exception {
    Times okTimes = new Times();
    return okTimes.asOk(
        publishAndConsume(
            publishers(topic, messages, how, okTimes), List.of(consumers), messages.count()));
  }

  /** Publishes to a topic whose channels each have a consumer; counts deliveries. */
  Measurement fanOut(String topic, int channels, NumberedMessages messages, Publishing how)
      throws Exception {
    List<ChannelConsumers> consumers = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      Receipts receipts = new Receipts(messages.count(), how.connections() == 1);
      consumers.add(consumers(topic, "channel" + i, receipts, 1, READY));
    }
    Times okTimes = new Times();
    Measurement measured =
        okTimes.asOk(
            publishAndConsume(
                publishers(topic, messages, how, okTimes), consumers, messages.count() * channels));
    for (ChannelConsumers channel : consumers) {
      measured = channel.receipts().verified(measured);
    }
    return measured;
  }

  private Measurement publishAndConsume(
      List<Publisher> publishing, List<ChannelConsumers> channels, long count) throws Exception {
    try (LoadLoop consumers = new LoadLoop(allOf(channels));
        LoadLoop publishers = new LoadLoop(publishing)) {
      return measure(count, List.of(consumers, publishers));
    }
  }

  private List<Publisher> publishers(
      String topic, NumberedMessages messages, Publishing how, Times okTimes) throws Exception {
    var stream = new Publisher.Stream(topic, messages, how.batch());
    List<Publisher> publishers = new ArrayList<>();
    for (int i = 0; i < how.connections(); i++) {
      publishers.add(new Publisher(target, List.of(stream), how, okTimes));
    }
    return publishers;
  }

  private ChannelConsumers consumers(
      String topic, String channel, Receipts receipts, int connections, int readyCount)
      throws Exception {
    return new ChannelConsumers(topic, channel, receipts).connect(target, connections, readyCount);
  }

  private static List<Consumer> allOf(List<ChannelConsumers> channels) {
    return channels.stream().flatMap(channel -> channel.consumers().stream()).toList();
  }

  /** Runs each worker on a thread of its own, to the end of the last. */
  Measurement measure(long messages, List<Callable<Void>> workers)
      throws InterruptedException, ExecutionException {
    Stopwatch stopwatch = Stopwatch.started(target);
    run(workers);
    stopwatch.stop();
    return stopwatch.measured(messages);
  }

  private static void run(List<Callable<Void>> workers)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(workers.size());
    try {
      ExecutorCompletionService<Void> ended = new ExecutorCompletionService<>(threads);
      workers.forEach(ended::submit);
      for (int i = 0; i < workers.size(); i++) {
        ended.take().get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
