package io.herald.multijvm.faults;

import static io.herald.multijvm.faults.history.Invariant.I10_ORDERLY;

import io.herald.multijvm.Await;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.FencingWatch;
import io.herald.multijvm.faults.harness.TestCluster;
import io.herald.multijvm.faults.history.Books;
import io.herald.multijvm.faults.history.Checker;
import io.herald.multijvm.faults.history.History;
import io.herald.multijvm.faults.history.Limits;
import io.herald.multijvm.faults.history.Report;
import io.herald.multijvm.faults.load.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One fault that strikes under load again and again, and the account of it. */
final class Round {
  private static final Duration FIRST_OK_LIMIT = Duration.ofSeconds(30);
  private static final Duration TARGET_LIMIT = Duration.ofMinutes(2);

  private final Fault fault;
  private final long seed;
  private final TestCluster cluster;

  /**
   * @param seed decides what is left to chance
   */
  Round(Fault fault, long seed, TestCluster cluster) {
    this.fault = fault;
    this.seed = seed;
    this.cluster = cluster;
  }

  /** Strikes at least so often, and until so many messages have been acknowledged. */
  RoundResult play(int strikes, long acknowledged) throws Exception {
    long begin = System.nanoTime();
    Random random = new Random(seed);
    String file = fault.name().replace(' ', '-') + "-" + seed + ".log";
    History history = new History(Path.of("target", "faults", file), System::currentTimeMillis);
    Report report;
    try (history;
        Workload workload = new Workload(cluster, history, Workload.Plan.DEFAULT, random);
        FencingWatch fencing = new FencingWatch(cluster, history)) {
      workload.start();
      Await.until("the first OK", FIRST_OK_LIMIT, () -> history.acknowledgedCount() > 0);
      Stage stage = new Stage(cluster, workload, history, random);
      for (int strike = 0; strike < strikes; strike++) {
        fault.strike(stage);
        measureMemory(history);
      }
      Await.until(
          () -> acknowledged + " acknowledged, are " + history.acknowledgedCount(),
          TARGET_LIMIT,
          () -> history.acknowledgedCount() >= acknowledged);
      measureMemory(history);
      Books books = workload.drain();
      lookIntoLogs(history);
      fencing.end();
      report = new Checker(Limits.DEFAULT).check(history, books);
      workload.deleteTopics();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(fault.name() + ", seed " + seed + ", " + history.path(), e);
    }
    if (report.violations().isEmpty()) {
      history.delete();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return new RoundResult(fault.name(), cluster.shape(), seed, took, report, history.path());
  }

  private void measureMemory(History history) {
    cluster.nodes().forEach(node -> history.resident(node.residentBytes()));
  }

  private void lookIntoLogs(History history) {
    for (ClusterNode node : cluster.nodes()) {
      List<String> failures = node.loggedFailures();
      if (!failures.isEmpty()) {
        history.found(I10_ORDERLY, node + " logged " + failures);
      }
    }
  }
}
