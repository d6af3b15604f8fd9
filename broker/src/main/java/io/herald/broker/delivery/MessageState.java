package io.herald.broker.delivery;

/**
 * Where a message is in the life it has in one channel, and what the channel remembers of it.
 *
 * @param place where it is
 * @param attempts how often it has been delivered, 0 to 65,535; 0 also if that is not remembered
 *     any more
 * @param consumer who holds it; 0 unless it is in flight
 * @param sinceMillis when it was delivered, in milliseconds since 1970; 0 unless it is in flight
 * @param untilMillis in flight: when it times out; deferred: when it is due; in milliseconds since
 *     1970, else 0
 */
public record MessageState(
    Place place, int attempts, long consumer, long sinceMillis, long untilMillis) {

  /** The places of a message; see the package for the ways between them. */
  public enum Place {
    /** It was never read: it comes when those before it have been given out. */
    UNREAD,
    /** It was read and waits: requeued, timed out, or published for a time that has come. */
    WAITING,
    /** It is being fetched from the log, to be delivered next. */
    FETCHING,
    /** A consumer holds it. */
    IN_FLIGHT,
    /** It waits for its time. */
    DEFERRED,
    /** Its attempts are used up: it is on its way to the dead-letter topic. */
    BURYING,
    /** It will not be delivered any more: finished, emptied away or not wanted by a sample. */
    FINISHED,
    /** It will not be delivered any more: it went to the dead-letter topic. */
    DEAD_LETTERED,
    /** It will not be delivered any more: it was too old. */
    EXPIRED
  }

  static final MessageState UNREAD = new MessageState(Place.UNREAD, 0, 0, 0, 0);
  static final MessageState FINISHED = new MessageState(Place.FINISHED, 0, 0, 0, 0);
  static final MessageState DEAD_LETTERED = new MessageState(Place.DEAD_LETTERED, 0, 0, 0, 0);
  static final MessageState EXPIRED = new MessageState(Place.EXPIRED, 0, 0, 0, 0);
}
