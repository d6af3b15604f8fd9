package io.herald.persistence.partition;

/**
 * A piece of a partition's log.
 *
 * @param number names its persistence id; rises by one
 * @param baseOffset of its first message
 * @param endOffset behind its last message; {@link Long#MAX_VALUE} while it is open
 * @param bytes of frames; 0 while it is open
 * @param sealedAtMillis when it was sealed, in milliseconds since 1970; 0 while it is open
 * @param index where offsets are; empty while it is open
 */
public record Segment(
    long number,
    long baseOffset,
    long endOffset,
    long bytes,
    long sealedAtMillis,
    SparseIndex index) {

  /** A segment that is written to. */
  public static Segment open(long number, long baseOffset) {
    return new Segment(number, baseOffset, Long.MAX_VALUE, 0, 0, SparseIndex.EMPTY);
  }

  /** Whether it is written to. */
  public boolean isOpen() {
    return endOffset == Long.MAX_VALUE;
  }
}
