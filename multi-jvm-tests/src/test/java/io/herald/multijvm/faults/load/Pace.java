package io.herald.multijvm.faults.load;

import java.util.concurrent.locks.LockSupport;

/** Holds a thread back to so many messages a second. What was missed is not made up for. */
final class Pace {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final long nanosPerMessage;
  private long next = System.nanoTime();

  Pace(int messagesPerSecond) {
    nanosPerMessage = SECOND_NANOS / messagesPerSecond;
  }

  /** So many have been sent: returns when more may be. */
  void spend(int messages) {
    next = Math.max(next, System.nanoTime() - SECOND_NANOS / 10) + messages * nanosPerMessage;
    for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
