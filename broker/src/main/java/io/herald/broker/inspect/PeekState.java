package io.herald.broker.inspect;

/** Which messages of a channel are looked at. */
public enum PeekState {
  /** What can be delivered now. */
  READY,
  /** What clients hold. */
  INFLIGHT,
  /** What waits for its time. */
  DEFERRED,
  /** What went to the dead-letter topic, the newest first, as far as it is still in history. */
  DEAD
}
