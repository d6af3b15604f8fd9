package io.herald.broker.topic;

import io.herald.persistence.lease.Ownership;

/**
 * This node may not own what an actor has just written, so the write is worth nothing. The actor
 * fails, and begins anew from the store when the node owns the thing again.
 */
final class LeaseLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private LeaseLostException() {
    super("the lease has run out", null, false, false); // expected: its trace tells nothing
  }

  /** Throws unless the ownership is valid at this moment. */
  static void check(Ownership ownership) {
    if (!ownership.isValid()) {
      throw new LeaseLostException();
    }
  }
}
