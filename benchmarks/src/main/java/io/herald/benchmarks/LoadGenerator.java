package io.herald.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs publishers and consumers against one target and measures what they cost it. */
final class LoadGenerator {
  /** What a consumer may hold at once; nsqd's largest. */
  private static final int READY = 2500;

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
  record Publishing(int connections, int batch, int window) {}

  /** Publishes all messages to {@code topic}. */
  Measurement publish(String topic, NumberedMessages messages, Publishing how) throws Exception {
    return measure(messages.count(), publishers(topic, messages, how));
  }

  /** Consumes all messages of {@code channel}, to the last. */
  Measurement consume(String topic, String channel, NumberedMessages messages, int connections)
      throws Exception {
    return measure(messages.count(), consumers(topic, channel, messages, connections));
  }

  /** Publishes and consumes at the same time; ends when the last message has arrived. */
  Measurement publishAndConsume(
      String topic, String channel, NumberedMessages messages, Publishing how, int consumers)
      throws Exception {
    List<Callable<Void>> workers = consumers(topic, channel, messages, consumers);
    workers.addAll(publishers(topic, messages, how));
    return measure(messages.count(), workers);
  }

  /** Consumes all messages on one connection that holds one at a time. */
  Measurement consumeOneByOne(String topic, String channel, NumberedMessages messages)
      throws Exception {
    return measure(messages.count(), List.of(Consumer.ready(target, topic, channel, messages, 1)));
  }

  /** Publishes to a topic whose channels each have a consumer; counts deliveries. */
  Measurement fanOut(String topic, int channels, long count, int bodySize, Publishing how)
      throws Exception {
    List<NumberedMessages> received = new ArrayList<>();
    List<Callable<Void>> workers = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      NumberedMessages messages = new NumberedMessages(count, bodySize);
      received.add(messages);
      workers.add(Consumer.ready(target, topic, "channel" + i, messages, READY));
    }
    workers.addAll(publishers(topic, new NumberedMessages(count, bodySize), how));
    Measurement measured = measure(count * channels, workers);
    for (NumberedMessages messages : received) {
      messages.verified(measured);
    }
    return measured;
  }

  /** Publishes to many topics, each from one connection that waits for every OK. */
  Measurement publishToMany(String topic, int topics, long count, int bodySize) throws Exception {
    List<SyncPublishers.Stream> streams = new ArrayList<>();
    for (int i = 0; i < topics; i++) {
      String name = topic + "-" + i;
      target.createChannel(name, "channel");
      streams.add(new SyncPublishers.Stream(name, new NumberedMessages(count / topics, bodySize)));
    }
    Measurement measured =
        measure(count / topics * topics, List.of(new SyncPublishers(target, streams)));
    for (SyncPublishers.Stream stream : streams) {
      consume(stream.topic(), "channel", stream.messages(), 1);
      stream.messages().verified(measured);
    }
    return measured;
  }

  private List<Callable<Void>> publishers(String topic, NumberedMessages messages, Publishing how) {
    List<Callable<Void>> workers = new ArrayList<>();
    if (how.window() == 1 && how.batch() == 1 && how.connections() > 1) {
      var stream = new SyncPublishers.Stream(topic, messages);
      workers.add(new SyncPublishers(target, Collections.nCopies(how.connections(), stream)));
      return workers;
    }
    for (int i = 0; i < how.connections(); i++) {
      workers.add(new Publisher(target, topic, messages, how));
    }
    return workers;
  }

  private List<Callable<Void>> consumers(
      String topic, String channel, NumberedMessages messages, int connections) throws Exception {
    List<Callable<Void>> workers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      workers.add(Consumer.ready(target, topic, channel, messages, READY));
    }
    return workers;
  }

  private Measurement measure(long messages, List<Callable<Void>> workers)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(workers.size());
    try {
      double cpuBefore = target.cpuSeconds();
      long start = System.nanoTime();
      for (Future<Void> worker : threads.invokeAll(workers)) {
        worker.get();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Measurement(messages, seconds, target.cpuSeconds() - cpuBefore);
    } finally {
      threads.shutdownNow();
    }
  }
}
