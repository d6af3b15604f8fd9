package io.herald.benchmarks.micro;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Messages in flight, through the ledger of their channel. An operation is one message of {@value
 * LoadedLedger#IN_FLIGHT}.
 *
 * <p>What is in flight is made anew before each invocation. That is not timed, and an invocation is
 * long enough for the clock; but what it allocates is counted.
 */
public class InFlightWindowBenchmark extends MicroBenchmark {

  /** Nothing is in flight. */
  @State(Scope.Thread)
  public static class Idle {
    private final LoadedLedger ledger = new LoadedLedger();

    /** Before each invocation. */
    @Setup(Level.Invocation)
    public void prepare() {
      ledger.clear();
    }
  }

  /** The consumer holds all that it takes. */
  @State(Scope.Thread)
  public static class Full {
    private final LoadedLedger ledger = new LoadedLedger();

    /** Before each invocation. */
    @Setup(Level.Invocation)
    public void prepare() {
      ledger.clear();
      ledger.give();
    }
  }

  /** All that the consumer held has timed out. */
  @State(Scope.Thread)
  public static class TimedOut {
    private final LoadedLedger ledger = new LoadedLedger();

    /** Before each invocation. */
    @Setup(Level.Invocation)
    public void prepare() {
      ledger.clear();
      ledger.give();
      ledger.timeOut();
    }
  }

  /** New messages go to the consumer, in batches. */
  @Benchmark
  @OperationsPerInvocation(LoadedLedger.IN_FLIGHT)
  public void give(Idle idle) {
    idle.ledger.give();
  }

  /** FIN by FIN, the oldest first. */
  @Benchmark
  @OperationsPerInvocation(LoadedLedger.IN_FLIGHT)
  public void finishInOrder(Full full) {
    full.ledger.finishInOrder();
  }

  /** FIN by FIN, in any order. */
  @Benchmark
  @OperationsPerInvocation(LoadedLedger.IN_FLIGHT)
  public void finishOutOfOrder(Full full) {
    full.ledger.finishOutOfOrder();
  }

  /** All deadlines have passed: one look finds all messages. */
  @Benchmark
  @OperationsPerInvocation(LoadedLedger.IN_FLIGHT)
  public void timeOut(Full full) {
    full.ledger.timeOut();
  }

  /** What has timed out goes to the consumer again, message by message. */
  @Benchmark
  @OperationsPerInvocation(LoadedLedger.IN_FLIGHT)
  public void redeliver(TimedOut timedOut) {
    timedOut.ledger.redeliver();
  }
}
