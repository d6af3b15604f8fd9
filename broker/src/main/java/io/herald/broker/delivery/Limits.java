package io.herald.broker.delivery;

/**
 * What one channel may hold back, for how long, and in which order it delivers.
 *
 * @param maxDeferred deferred messages kept at once; a REQ with a delay beyond it is refused, and
 *     reading stops in front of a deferred publish beyond it
 * @param maxMsgTimeoutMillis how long TOUCH can hold a message from its delivery on (NSQ's
 *     max-msg-timeout)
 * @param maxReqTimeoutMillis longer REQ delays are clamped to this (NSQ's max-req-timeout)
 * @param isOrdered whether each message is delivered when the one before it is finished, whatever
 *     happens to that one: time-outs, requeues, deferral
 */
public record Limits(
    int maxDeferred, long maxMsgTimeoutMillis, long maxReqTimeoutMillis, boolean isOrdered) {
  public Limits {
    if (maxDeferred < 0 || maxMsgTimeoutMillis <= 0 || maxReqTimeoutMillis < 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
