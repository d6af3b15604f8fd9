package io.herald.multijvm;

import io.herald.client.NsqConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** A client like any other: publishes now and then, and measures the time to each OK. */
final class RoundTrips implements Callable<RoundTrips.Times> {
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final String TOPIC = "normal#ephemeral";

  private final InetSocketAddress address;
  private volatile boolean stopped;

  RoundTrips(InetSocketAddress address) {
    this.address = address;
  }

  /** What was measured. */
  record Times(int count, Duration median, Duration longest) {
    private static Times of(List<Long> nanos) {
      Collections.sort(nanos);
      return new Times(
          nanos.size(),
          Duration.ofNanos(nanos.get(nanos.size() / 2)),
          Duration.ofNanos(nanos.get(nanos.size() - 1)));
    }

    @Override
    public String toString() {
      return count + " round trips, median " + median + ", longest " + longest;
    }
  }

  void stop() {
    stopped = true;
  }

  /** Measures until it is told to stop. */
  @Override
  public Times call() throws IOException {
    return measure(Integer.MAX_VALUE);
  }

  /** Measures so many, or until it is told to stop. */
  Times measure(int count) throws IOException {
    List<Long> nanos = new ArrayList<>();
    try (NsqConnection connection = NsqConnection.open(address)) {
      while (!stopped && nanos.size() < count) {
        long start = System.nanoTime();
        connection.pub(TOPIC, "x");
        nanos.add(System.nanoTime() - start);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    return Times.of(nanos);
  }
}
