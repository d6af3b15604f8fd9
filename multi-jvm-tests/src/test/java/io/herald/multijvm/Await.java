package io.herald.multijvm;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waiting for a condition of another process, which cannot notify us: by asking again. */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Await() {}

  /** Returns as soon as {@code condition} is true; fails after {@code limit}. */
  public static void until(String what, Duration limit, Callable<Boolean> condition)
      throws Exception {
    until(() -> what, limit, condition);
  }

  /** As above, with a description that is made when the wait has failed. */
  public static void until(Supplier<String> what, Duration limit, Callable<Boolean> condition)
      throws Exception {
    if (!isMetWithin(limit, condition)) {
      throw new AssertionError("not within " + limit + ": " + what.get());
    }
  }

  /** Returns true as soon as {@code condition} is, or false after {@code limit}. */
  public static boolean isMetWithin(Duration limit, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  /** Lets {@code span} pass: only for asserting that nothing happens during it. */
  public static void pass(Duration span) {
    long end = System.nanoTime() + span.toNanos();
    for (long left = span.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
