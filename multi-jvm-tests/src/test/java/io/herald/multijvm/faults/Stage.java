package io.herald.multijvm.faults;

import io.herald.multijvm.Await;
import io.herald.multijvm.faults.harness.TestCluster;
import io.herald.multijvm.faults.history.FaultWindow;
import io.herald.multijvm.faults.history.History;
import io.herald.multijvm.faults.load.Workload;
import java.time.Duration;
import java.util.Random;

/**
 * What a fault may touch.
 *
 * @param random decides everything that is left to chance
 */
record Stage(TestCluster cluster, Workload workload, History history, Random random) {
  /** Breaks something and repairs it. */
  interface Deed {
    void run() throws Exception;
  }

  /** Does something that excuses a few duplicates and delays while it lasts. */
  void during(String name, Deed deed) throws Exception {
    FaultWindow window = history.fault(name);
    deed.run();
    window.close();
  }

  /** Lets the load run for a while. */
  void go(int shortestMillis, int longestMillis) {
    Await.pass(Duration.ofMillis(millis(shortestMillis, longestMillis)));
  }

  int millis(int shortest, int longest) {
    return shortest + random.nextInt(longest - shortest + 1);
  }
}
