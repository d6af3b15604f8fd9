package io.herald.multijvm.faults.load;

import io.herald.multijvm.faults.harness.TestCluster;
import io.herald.multijvm.faults.history.ChannelKey;
import io.herald.multijvm.faults.history.History;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;

/**
 * A consumer of one channel: it asks lookup where the topic's producers are, keeps a connection to
 * each of them, and tries again when one breaks.
 */
final class Subscription implements Runnable {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final TestCluster cluster;
  private final ChannelKey channel;
  private final History history;
  private final ExecutorService threads;
  private final Random random;
  private final Map<InetSocketAddress, FaultConsumer> connections = new ConcurrentHashMap<>();
  private volatile Manner manner;
  private volatile boolean stopped;

  Subscription(
      TestCluster cluster,
      ChannelKey channel,
      History history,
      Manner manner,
      ExecutorService threads,
      Random random) {
    this.cluster = cluster;
    this.channel = channel;
    this.history = history;
    this.manner = manner;
    this.threads = threads;
    this.random = random;
  }

  /** Connects anew, and treats messages like this from now on. */
  void behave(Manner now) {
    manner = now;
    connections.values().forEach(FaultConsumer::stop);
  }

  /** Ends all connections with RST; new ones follow. */
  void reset() {
    connections.values().forEach(FaultConsumer::reset);
  }

  void stop() {
    stopped = true;
    connections.values().forEach(FaultConsumer::stop);
  }

  @Override
  public void run() {
    try {
      while (!stopped) {
        Set<InetSocketAddress> producers = cluster.producers(channel.topic(), random);
        producers.forEach(this::connect);
        LockSupport.parkNanos(LOOK.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect(InetSocketAddress producer) {
    if (connections.containsKey(producer)) {
      return;
    }
    FaultConsumer consumer =
        new FaultConsumer(producer, channel, history, manner, new Random(random.nextLong()));
    connections.put(producer, consumer);
    if (stopped) {
      consumer.stop();
    }
    threads.execute(
        () -> {
          try {
            consumer.run();
          } finally {
            connections.remove(producer);
          }
        });
  }
}
