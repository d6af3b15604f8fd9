package io.herald.broker.inspect;

/** Which messages of a channel are looked at. */
public enum PeekState {
  /** What can be delivered now. */
  READY,
  /** What clients hold. */
  INFLIGHT,
  /** What waits for its time. */
  DEFERRED
}
