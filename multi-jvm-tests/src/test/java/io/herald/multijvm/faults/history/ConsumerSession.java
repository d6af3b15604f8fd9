package io.herald.multijvm.faults.history;

import java.time.Duration;

/** One connection of a consumer. What it holds when it ends belongs to nobody. */
public final class ConsumerSession {
  private final int number;
  private final ChannelKey channel;
  private final Duration messageTimeout;
  private final long openedAt;
  private volatile long closedAt = Long.MAX_VALUE;

  ConsumerSession(int number, ChannelKey channel, Duration messageTimeout, long openedAt) {
    this.number = number;
    this.channel = channel;
    this.messageTimeout = messageTimeout;
    this.openedAt = openedAt;
  }

  void close(long now) {
    closedAt = now;
  }

  public int number() {
    return number;
  }

  public ChannelKey channel() {
    return channel;
  }

  /** How long it may hold a message. */
  Duration messageTimeout() {
    return messageTimeout;
  }

  long openedAt() {
    return openedAt;
  }

  /** When it ended, ms since 1970; as late as can be while it has not. */
  long closedAt() {
    return closedAt;
  }
}
