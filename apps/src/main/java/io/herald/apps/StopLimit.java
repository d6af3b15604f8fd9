package io.herald.apps;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ends the process if an orderly stop takes too long; what was acknowledged is on disk anyway. */
final class StopLimit {
  private static final int STOPPED_BY_FORCE = 1;

  private StopLimit() {}

  static void watch(Duration limit) {
    Thread watch =
        new Thread(
            () -> {
              long deadline = System.nanoTime() + limit.toNanos();
              while (System.nanoTime() < deadline) {
                LockSupport.parkNanos(deadline - System.nanoTime());
              }
              System.err.println("herald: not stopped within " + limit.toSeconds() + " s, ending");
              Runtime.getRuntime().halt(STOPPED_BY_FORCE);
            },
            "stop-limit");
    watch.setDaemon(true);
    watch.start();
  }
}
