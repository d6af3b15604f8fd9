package io.herald.broker.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of publishes a node holds that are not stored yet. Beyond the limit, connections
 * that have such bytes of their own are not read until these are stored, so that a slow disk makes
 * publishers wait and not the heap grow.
 */
public final class PublishBudget {
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * A budget that nobody has drawn on.
   *
   * @param bytesMax bytes of frames, at least 1
   */
  public PublishBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Publishes have been taken in (positive) or are settled (negative). */
  public void add(long amount) {
    bytes.addAndGet(amount);
  }

  /** Whether the node holds more than it should. */
  public boolean isExceeded() {
    return bytes.get() > bytesMax;
  }
}
