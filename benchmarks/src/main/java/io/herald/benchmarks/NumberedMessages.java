package io.herald.benchmarks;

import java.nio.ByteBuffer;

/**
 * Messages with consecutive numbers, of one topic and measurement, handed out to the connections
 * that publish them; {@link Receipts} know what has arrived. A body is an int64 number and padding.
 * Not thread-safe: all publishers of a load are on one thread.
 */
final class NumberedMessages {
  private final long count;
  private final int bodySize;
  private final long end;
  private long next;

  /**
   * The messages 0 to count - 1.
   *
   * @param bodySize bytes, at least 8
   */
  NumberedMessages(long count, int bodySize) {
    this(0, count, bodySize);
  }

  /** The messages {@code first} to {@code first + count - 1}. */
  NumberedMessages(long first, long count, int bodySize) {
    if (bodySize < Long.BYTES) {
      throw new IllegalArgumentException("a body needs " + Long.BYTES + " bytes for its number");
    }
    this.count = count;
    this.bodySize = bodySize;
    this.next = first;
    this.end = first + count;
  }

  long count() {
    return count;
  }

  int bodySize() {
    return bodySize;
  }

  /** The number that is handed out next. */
  long next() {
    return next;
  }

  /** True if all were handed out. */
  boolean exhausted() {
    return next == end;
  }

  /** Takes up to {@code wanted} of the next numbers and returns the first. */
  long take(int wanted) {
    long first = next;
    next = Math.min(end, first + wanted);
    return first;
  }

  /** Writes the body of message {@code number} at the buffer's position. */
  void write(ByteBuffer out, long number) {
    int after = out.position() + bodySize;
    out.putLong(number).position(after);
  }
}
