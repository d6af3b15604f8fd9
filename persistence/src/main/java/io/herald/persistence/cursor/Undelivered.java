package io.herald.persistence.cursor;

/**
 * How many of a channel's messages on one partition count as finished although no client finished
 * them, by reason, since the channel began. The counts only rise.
 *
 * @param dropped gone with the oldest messages of a topic that was full
 */
public record Undelivered(long dropped) {
  /** None. */
  public static final Undelivered NONE = new Undelivered(0);

  /** The later of two states of the counts. */
  Undelivered later(Undelivered other) {
    return new Undelivered(Math.max(dropped, other.dropped));
  }
}
