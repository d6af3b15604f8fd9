package io.herald.broker.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A number that each partition on the node has a part of. Every part has its one writer; readers
 * see the sum.
 */
public final class PartitionedCounter {
  private static final Counter[] NONE = {};

  private volatile Counter[] parts = NONE; // by partition; null where there is none

  /** The part of a partition, made on first use; its writer keeps it. */
  public synchronized Counter of(int partition) {
    Counter[] known = parts;
    if (partition < known.length && known[partition] != null) {
      return known[partition];
    }
    Counter[] more = Arrays.copyOf(known, Math.max(known.length, partition + 1));
    more[partition] = new Counter();
    parts = more;
    return more[partition];
  }

  /** The partition's part counts no more. */
  public synchronized void remove(int partition) {
    Counter[] known = parts;
    if (partition < known.length) {
      Counter[] fewer = known.clone();
      fewer[partition] = null;
      parts = Arrays.stream(fewer).allMatch(part -> part == null) ? NONE : fewer;
    }
  }

  /** Whether no partition has a part. */
  public boolean isEmpty() {
    return parts.length == 0;
  }

  /** The sum of what the parts' writers have made visible. */
  public long value() {
    long sum = 0;
    for (Counter part : parts) {
      if (part != null) {
        sum += part.value();
      }
    }
    return sum;
  }

  /** A partition's part, as far as its writer has made it visible; 0 if it has none. */
  public long value(int partition) {
    Counter[] known = parts;
    return partition < known.length && known[partition] != null ? known[partition].value() : 0;
  }

  /** The partitions that have a part. */
  public IntStream partitions() {
    Counter[] known = parts;
    return IntStream.range(0, known.length).filter(partition -> known[partition] != null);
  }

  /** The parts there are, by partition. */
  public Iterable<Counter> parts() {
    return () -> Arrays.stream(parts).filter(part -> part != null).iterator();
  }
}
