package io.herald.persistence.cursor;

/**
 * The finished messages that no client finished.
 *
 * @param dead went to the dead-letter topic
 * @param expired were older than their topic's ttl when they would have been delivered
 */
public record Retired(OffsetTally dead, OffsetTally expired) {
  /** None at all. */
  public static final Retired NONE = new Retired(OffsetTally.EMPTY, OffsetTally.EMPTY);

  public boolean isEmpty() {
    return dead.isEmpty() && expired.isEmpty();
  }

  /**
   * With more of both.
   *
   * @param floor nothing below it will ever retire
   */
  public Retired with(OffsetRanges moreDead, OffsetRanges moreExpired, long floor) {
    return moreDead.isEmpty() && moreExpired.isEmpty()
        ? this
        : new Retired(dead.with(moreDead, floor), expired.with(moreExpired, floor));
  }

  /** Without what is at or behind {@code offset}, which is to be delivered again, or is gone. */
  public Retired below(long offset) {
    return isEmpty() ? this : new Retired(dead.below(offset), expired.below(offset));
  }
}
