package io.herald.broker.seek;

import java.time.Instant;

/**
 * Where a channel is to go on.
 *
 * @param kind what the numbers mean
 * @param value an offset or a count, at least 0; what the kind needs
 * @param nanos a time in nanoseconds since 1970; what the kind needs
 * @param partition of the message that is meant; what the kind needs
 */
public record SeekTarget(Kind kind, long value, long nanos, int partition) {
  /** What a target names. */
  public enum Kind {
    /** The first message that is kept. */
    BEGINNING,
    /** Behind the last message that the channel may read. */
    END,
    /** The offset {@code value}, in each partition. */
    OFFSET,
    /** Behind {@code value} messages, counted from the first that a partition ever had. */
    COUNT,
    /** The first message at {@code nanos} or later. */
    TIME,
    /** In {@code partition} the offset {@code value}; in the others as {@link #TIME}. */
    MESSAGE
  }

  /** Where everything begins that is kept. */
  public static final SeekTarget BEGINNING = new SeekTarget(Kind.BEGINNING, 0, 0, 0);

  /** Behind everything. */
  public static final SeekTarget END = new SeekTarget(Kind.END, 0, 0, 0);

  /** This offset in each partition. */
  public static SeekTarget offset(long offset) {
    return new SeekTarget(Kind.OFFSET, offset, 0, 0);
  }

  /** Behind so many messages of each partition. */
  public static SeekTarget count(long messages) {
    return new SeekTarget(Kind.COUNT, messages, 0, 0);
  }

  /** The first message at this time or later, in each partition; from 1970 to 2262. */
  public static SeekTarget time(Instant time) {
    long nanos = Math.addExact(time.getEpochSecond() * 1_000_000_000, time.getNano());
    return new SeekTarget(Kind.TIME, 0, nanos, 0);
  }

  /** A message; its time says where the other partitions go on. */
  public static SeekTarget message(int partition, long offset, long nanos) {
    return new SeekTarget(Kind.MESSAGE, offset, nanos, partition);
  }

  /** Whether the target is an offset in this partition, so one that may not be there. */
  boolean isOffsetIn(int index) {
    return kind == Kind.OFFSET
        || kind == Kind.COUNT
        || (kind == Kind.MESSAGE && partition == index);
  }
}
