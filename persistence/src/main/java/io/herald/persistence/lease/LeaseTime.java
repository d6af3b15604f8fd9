package io.herald.persistence.lease;

import java.time.Duration;
import java.util.concurrent.Executor;

/** The clocks, and one thread on which everything about leases happens. */
public interface LeaseTime extends Executor {
  /** As {@link System#nanoTime}; may be asked on any thread. */
  long nanoTime();

  /** Milliseconds since 1970; may jump. */
  long wallMillis();

  /** Runs a task on the thread later. */
  void after(Duration delay, Runnable task);
}
