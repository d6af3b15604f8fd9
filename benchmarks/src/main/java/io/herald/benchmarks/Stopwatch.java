package io.herald.benchmarks;

import java.lang.management.ManagementFactory;

/** Wall clock, CPU time of the server and CPU time of this process, from one moment to another. */
final class Stopwatch {
  private final Target target;
  private final double cpuBefore;
  private final double generatorCpuBefore;
  private final long start;
  private double cpuSeconds;
  private double generatorCpuSeconds;
  private long residentMebibytes;
  private long end;
  private boolean stopped;

  private Stopwatch(Target target) {
    this.target = target;
    this.cpuBefore = target.cpuSeconds();
    this.generatorCpuBefore = generatorCpu();
    this.start = System.nanoTime();
  }

  static Stopwatch started(Target target) {
    return new Stopwatch(target);
  }

  /** Ends the measurement; does nothing if it has ended. */
  synchronized void stop() {
    if (!stopped) {
      end = System.nanoTime();
      cpuSeconds = target.cpuSeconds() - cpuBefore;
      generatorCpuSeconds = generatorCpu() - generatorCpuBefore;
      residentMebibytes = target.residentMebibytes();
      stopped = true;
    }
  }

  /** What was measured while so many messages moved. */
  synchronized Measurement measured(long messages) {
    return new Measurement(
        messages,
        (end - start) / 1e9,
        cpuSeconds,
        generatorCpuSeconds,
        residentMebibytes,
        0,
        0,
        0,
        0,
        null);
  }

  private static double generatorCpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
