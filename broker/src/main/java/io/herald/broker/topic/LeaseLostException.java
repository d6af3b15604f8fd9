package io.herald.broker.topic;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
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

  /** The same actor; that it fails with this exception is told by whoever watches it. */
  static <T> Behavior<T> expectedBy(Behavior<T> actor) {
    return Behaviors.supervise(actor)
        .onFailure(LeaseLostException.class, SupervisorStrategy.stop().withLoggingEnabled(false));
  }
}
