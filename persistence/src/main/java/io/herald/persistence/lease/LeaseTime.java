package io.herald.persistence.lease;

import java.time.Duration;
import java.util.concurrent.Executor;

/** A monotonic clock, and one thread on which everything about leases happens. */
public interface LeaseTime extends Executor {
  /** As {@link System#nanoTime}; may be asked on any thread. */
  long nanoTime();

  /** Runs a task on the thread later. */
  void after(Duration delay, Runnable task);
}
