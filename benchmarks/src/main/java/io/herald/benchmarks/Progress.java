package io.herald.benchmarks;

import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Prints a line for each million of messages that a phase has behind it. */
final class Progress implements AutoCloseable {
  private static final long MILLION = 1_000_000;
  private static final long LOOK_MILLIS = 5;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Target target;
  private final LongSupplier count;
  private long lastCount;
  private long lastNanos = System.nanoTime();
  private double lastCpu;
  private ScheduledFuture<?> looking;

  private Progress(Target target, LongSupplier count) {
    this.target = target;
    this.count = count;
    this.lastCpu = target.cpuSeconds();
  }

  /** Counts from now on. */
  void start() {
    looking =
        timer.scheduleAtFixedRate(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Of a publishing phase. */
  static Progress ofTaken(Target target, NumberedMessages messages) {
    return new Progress(target, messages::taken);
  }

  /** Of a consuming phase. */
  static Progress ofReceived(Target target, NumberedMessages messages) {
    return new Progress(target, messages::received);
  }

  private synchronized void look() {
    if (count.getAsLong() - lastCount >= MILLION) {
      print();
    }
  }

  private synchronized void print() {
    long now = System.nanoTime();
    long current = count.getAsLong();
    double cpu = target.cpuSeconds();
    Measurement step = new Measurement(current - lastCount, (now - lastNanos) / 1e9, cpu - lastCpu);
    System.out.printf(
        Locale.ROOT,
        "%6.1f million: %s, resident %d MiB%n",
        current / (double) MILLION,
        step,
        target.residentMebibytes());
    lastCount = current;
    lastNanos = now;
    lastCpu = cpu;
  }

  @Override
  public synchronized void close() {
    looking.cancel(false);
    timer.shutdownNow();
    if (count.getAsLong() > lastCount) {
      print();
    }
  }
}
