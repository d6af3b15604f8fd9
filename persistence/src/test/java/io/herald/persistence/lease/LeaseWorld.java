package io.herald.persistence.lease;

import java.util.PriorityQueue;
import java.util.Random;

/** A clock that jumps from event to event, for nodes and a table that are played on one thread. */
final class LeaseWorld {
  private record Event(long at, long order, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Random random;
  private long now;
  private long order;

  LeaseWorld(Random random) {
    this.random = random;
  }

  /** True time in nanoseconds. */
  long now() {
    return now;
  }

  Random random() {
    return random;
  }

  void at(long time, Runnable task) {
    events.add(new Event(Math.max(now, time), order++, task));
  }

  /** A random span, in nanoseconds. */
  long span(long mostMillis) {
    return (long) (random.nextDouble() * mostMillis * 1e6);
  }

  /** Runs all events up to a time; {@code check} looks after each of them. */
  void runTo(long end, Runnable check) {
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event next = events.remove();
      now = next.at();
      next.task().run();
      check.run();
    }
    now = end;
  }
}
