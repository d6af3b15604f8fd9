package io.herald.persistence.cursor;

/**
 * The finished messages that no client finished.
 *
 * @param dead went to the dead-letter topic
 * @param expired were older than their topic's ttl when they would have been delivered
 * @param dropped how many went with the oldest messages of a topic that was full, since the channel
 *     began; never fewer than before
 * @param skipped were for another channel
 */
public record Retired(OffsetTally dead, OffsetTally expired, long dropped, OffsetTally skipped) {
  /** None at all. */
  public static final Retired NONE =
      new Retired(OffsetTally.EMPTY, OffsetTally.EMPTY, 0, OffsetTally.EMPTY);

  public boolean isEmpty() {
    return dead.isEmpty() && expired.isEmpty() && dropped == 0 && skipped.isEmpty();
  }

  /**
   * With more that are dead, have expired and were skipped.
   *
   * @param floor nothing below it will ever retire
   */
  public Retired with(
      OffsetRanges moreDead, OffsetRanges moreExpired, OffsetRanges moreSkipped, long floor) {
    return moreDead.isEmpty() && moreExpired.isEmpty() && moreSkipped.isEmpty()
        ? this
        : new Retired(
            dead.with(moreDead, floor),
            expired.with(moreExpired, floor),
            dropped,
            skipped.with(moreSkipped, floor));
  }

  /** With so many dropped, unless they were more already. */
  Retired withDropped(long count) {
    return count <= dropped ? this : new Retired(dead, expired, count, skipped);
  }

  /** Without what is at or behind {@code offset}, which is to be delivered again, or is gone. */
  public Retired below(long offset) {
    return isEmpty()
        ? this
        : new Retired(dead.below(offset), expired.below(offset), dropped, skipped.below(offset));
  }
}
