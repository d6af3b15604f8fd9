package io.herald.broker.delivery;

/** Receives single messages that were requeued or deferred. */
@FunctionalInterface
public interface RedeliverySink {
  /** The consumer gets the message for the {@code attempts}-th time, 1..65535 (saturating). */
  void deliver(long consumer, long offset, int attempts);
}
