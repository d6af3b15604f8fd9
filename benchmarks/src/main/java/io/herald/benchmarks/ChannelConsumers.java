package io.herald.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The consumers of one channel. They share its receipts, and end together. */
final class ChannelConsumers {
  private final String topic;
  private final String name;
  private final Receipts receipts;
  private final List<Consumer> consumers = new ArrayList<>();
  private long milestone = Long.MAX_VALUE;
  private Runnable onMilestone = () -> {};
  private boolean finishing;
  private volatile long arrived;

  /** No consumers yet. */
  ChannelConsumers(String topic, String name, Receipts receipts) {
    this.topic = topic;
    this.name = name;
    this.receipts = receipts;
  }

  /** Runs {@code action} once, when so many messages have arrived. */
  ChannelConsumers at(long received, Runnable action) {
    milestone = received;
    onMilestone = action;
    return this;
  }

  /** Connects consumers; each may hold {@code readyCount} messages. */
  ChannelConsumers connect(Target target, int connections, int readyCount) throws IOException {
    for (int i = 0; i < connections; i++) {
      consumers.add(new Consumer(target, this, readyCount));
    }
    return this;
  }

  String topic() {
    return topic;
  }

  String name() {
    return name;
  }

  Receipts receipts() {
    return receipts;
  }

  /** How many different messages have arrived, for other threads to see. */
  long arrived() {
    return arrived;
  }

  List<Consumer> consumers() {
    return consumers;
  }

  /** Some have arrived: perhaps the last one. */
  void look() throws IOException {
    arrived = receipts.received();
    if (arrived >= milestone) {
      milestone = Long.MAX_VALUE;
      onMilestone.run();
    }
    if (!finishing && receipts.missing() == 0) {
      finishing = true;
      for (Consumer consumer : consumers) {
        consumer.finish();
      }
    }
  }
}
