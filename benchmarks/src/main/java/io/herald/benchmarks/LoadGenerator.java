package io.herald.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Runs publishers and consumers against one target and measures what they cost it. */
final class LoadGenerator {
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

  private List<Callable<Void>> publishers(String topic, NumberedMessages messages, Publishing how) {
    AtomicLong acknowledged = new AtomicLong();
    List<Callable<Void>> workers = new ArrayList<>();
    for (int i = 0; i < how.connections(); i++) {
      workers.add(new Publisher(target, topic, messages, how.batch(), how.window(), acknowledged));
    }
    return workers;
  }

  private List<Callable<Void>> consumers(
      String topic, String channel, NumberedMessages messages, int connections) throws Exception {
    List<Callable<Void>> workers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      workers.add(Consumer.ready(target, topic, channel, messages));
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
