package io.herald.broker.delivery;

/** Receives the runs of new messages that consumers get. */
@FunctionalInterface
public interface DeliverySink {
  /** The consumer gets {@code count} consecutive messages, all with attempt 1. */
  void deliver(long consumer, long firstOffset, int count);
}
