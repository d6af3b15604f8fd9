package io.herald.benchmarks.micro;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events go into a log, each when the last is confirmed. An operation is one event, whatever the
 * number of its messages. With {@code process} the fsyncs that a node makes in the background are
 * left out: they would disturb some measurements and not others.
 *
 * <p>Through actors an event comes past far more code than elsewhere, hence the longer warm-up.
 */
@State(Scope.Benchmark)
@Warmup(iterations = 4, time = 1)
public class JournalAppendBenchmark extends MicroBenchmark {
  private static final int OPERATIONS = 250;

  /** How far up an event comes from. */
  public enum Layer {
    /** Its bytes are made and written. */
    STORE,
    /** An event-sourced actor persists it. */
    ACTOR,
    /** A partition stores what a connection appends. */
    PARTITION
  }

  @Param Layer layer;

  @Param({"process", "power"})
  String durability;

  @Param({"1", "10", "250"})
  int messages;

  private ScratchDirectory directory;
  private Appends appends;

  /** Opens a store. */
  @Setup
  public void open() throws Exception {
    directory = ScratchDirectory.create();
    Config settings =
        ConfigFactory.parseMap(
            Map.of(
                "herald.embedded-store.dir",
                directory.path().toString(),
                "herald.embedded-store.durability",
                durability,
                "herald.embedded-store.sync-interval",
                "1h"));
    appends =
        switch (layer) {
          case STORE -> new StoreAppends(settings, new SampleEvents(messages));
          case ACTOR -> new SegmentAppends(settings, new SampleEvents(messages));
          case PARTITION -> new PartitionAppends(settings, messages);
        };
  }

  /** Closes the store and removes it. */
  @TearDown
  public void close() throws Exception {
    appends.close();
    directory.close();
  }

  /** Each iteration has its own log. */
  @Setup(Level.Iteration)
  public void begin() throws Exception {
    appends.begin();
  }

  /** What has been measured needs no room any more. */
  @TearDown(Level.Iteration)
  public void end() throws Exception {
    appends.end();
  }

  /** One event. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void event() throws Exception {
    appends.append(OPERATIONS);
  }
}
