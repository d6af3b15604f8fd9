package io.herald.broker.inspect;

import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.List;

/**
 * How many messages a channel has in each state on one partition, from accounts that know nothing
 * of each other: the stored cursor says what is finished, the unfinished messages are counted one
 * by one, and the log says how many there are.
 *
 * @param channel which channel
 * @param from the offset it began at, or was set back to
 * @param readableTo the first offset that it may not read
 * @param oldestUnfinished everything below it is finished
 * @param finished by clients, emptied away, or not wanted by consumers that sample
 * @param dropped unfinished because the topic was full
 * @param ready not yet given out, requeued or timed out
 * @param inFlight held by clients
 * @param deferred waiting for their time
 * @param burying on their way to the dead-letter topic
 * @param deadLettered in the dead-letter topic
 * @param expired too old to be delivered
 * @param skipped for another channel
 * @param cursor whether the stored cursor is up to date
 * @param differences empty if the books balance
 */
public record ChannelBooks(
    ChannelName channel,
    long from,
    long readableTo,
    long oldestUnfinished,
    long finished,
    long dropped,
    long ready,
    long inFlight,
    long deferred,
    long burying,
    long deadLettered,
    long expired,
    long skipped,
    Cursor cursor,
    List<BookDifference> differences) {

  /** What is stored of a channel. */
  public enum Cursor {
    /** Everything: what is stored as finished must be what is finished. */
    CURRENT,
    /** All but what has happened since the last flush: it may lack something. */
    BEHIND,
    /** Nothing, as of an ephemeral channel. */
    NONE
  }

  boolean isStored() {
    return cursor != Cursor.NONE;
  }

  /** These books with a difference more. */
  ChannelBooks and(String what, long first, long end) {
    List<BookDifference> more = new ArrayList<>(differences);
    more.add(
        new BookDifference(what, end - first, List.of(new BookDifference.Range(first, end - 1))));
    return new ChannelBooks(
        channel,
        from,
        readableTo,
        oldestUnfinished,
        finished,
        dropped,
        ready,
        inFlight,
        deferred,
        burying,
        deadLettered,
        expired,
        skipped,
        cursor,
        more);
  }
}
