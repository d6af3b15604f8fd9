package io.herald.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The messages 0 to count - 1 of one measurement, handed out to publishers and ticked off by
 * consumers: what is missing or came twice is known exactly. A body is an int64 number and padding.
 */
final class NumberedMessages {
  private static final int BITS = 6;

  private final long count;
  private final int bodySize;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong duplicates = new AtomicLong();
  private final AtomicLongArray seen;

  NumberedMessages(long count, int bodySize) {
    if (bodySize < Long.BYTES) {
      throw new IllegalArgumentException("a body needs " + Long.BYTES + " bytes for its number");
    }
    this.count = count;
    this.bodySize = bodySize;
    this.seen = new AtomicLongArray((int) ((count >> BITS) + 1));
  }

  long count() {
    return count;
  }

  int bodySize() {
    return bodySize;
  }

  /** Takes the next {@code wanted} numbers: returns the first, or {@code count} if none is left. */
  long take(int wanted) {
    return Math.min(count, taken.getAndAdd(wanted));
  }

  /** How many were handed out. */
  long taken() {
    return Math.min(count, taken.get());
  }

  /** Writes the body of message {@code number} at the buffer's position. */
  void write(ByteBuffer out, long number) {
    int end = out.position() + bodySize;
    out.putLong(number).position(end);
  }

  /** Ticks off the message whose body starts at {@code offset}. */
  void tick(ByteBuffer in, int offset) {
    long number = in.getLong(offset);
    long bit = 1L << number;
    long before = seen.getAndUpdate((int) (number >> BITS), word -> word | bit);
    if ((before & bit) == 0) {
      received.incrementAndGet();
    } else {
      duplicates.incrementAndGet();
    }
  }

  /** How many different messages have arrived. */
  long received() {
    return received.get();
  }

  long missing() {
    return count - received.get();
  }

  long duplicates() {
    return duplicates.get();
  }

  /** The measurement, if every message has arrived once. */
  Measurement verified(Measurement measurement) {
    if (missing() > 0 || duplicates() > 0) {
      throw new IllegalStateException(
          "lost " + missing() + ", duplicated " + duplicates() + " of " + count);
    }
    return measurement;
  }
}
