package io.herald.broker.delivery;

/** When a message is too old to be delivered. */
final class Expiry {
  private long ttlMillis; // 0 = never

  void ttl(long millis) {
    ttlMillis = millis;
  }

  /**
   * Whether it is too old.
   *
   * @param bornMillis when it was published, or due if it was deferred
   */
  boolean isOver(long bornMillis, long nowMillis) {
    return ttlMillis > 0 && bornMillis <= nowMillis - ttlMillis;
  }

  /** What was born then or before is too old. */
  long horizon(long nowMillis) {
    return nowMillis - ttlMillis;
  }
}
