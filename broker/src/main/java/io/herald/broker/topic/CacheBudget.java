package io.herald.broker.topic;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of newest messages all topics of a node together keep in memory. */
public final class CacheBudget {
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * A budget that nobody has drawn on.
   *
   * @param bytesMax bytes of frames, at least 1
   */
  public CacheBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  void add(long amount) {
    bytes.addAndGet(amount);
  }

  boolean isExceeded() {
    return bytes.get() > bytesMax;
  }

  /** The most that one topic keeps, so that a single one cannot take everything. */
  long perTopicMax() {
    return Math.max(1, bytesMax / 4);
  }
}
