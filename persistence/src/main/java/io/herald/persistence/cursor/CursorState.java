package io.herald.persistence.cursor;

import io.herald.persistence.cursor.CursorEvent.ChannelPaused;
import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorEvent.CursorEmptied;
import io.herald.persistence.cursor.CursorEvent.CursorOpened;
import io.herald.persistence.cursor.CursorEvent.CursorRewound;
import io.herald.persistence.cursor.CursorEvent.CursorSeeked;

/**
 * What survives of a channel on one partition. Immutable, so that a replay onto {@link
 * #NEVER_OPENED} always gives the same result.
 *
 * @param ackFloor every offset below it is finished; -1 = the cursor was never opened
 * @param acked finished offsets in {@code (ackFloor, readTo)}
 * @param readTo the first offset never read at the last flush
 * @param pending unfinished messages below {@code readTo} with something to remember
 * @param paused whether the channel is paused
 * @param undelivered messages that no client finished, counted from the channel's beginning
 */
public record CursorState(
    long ackFloor,
    OffsetRanges acked,
    long readTo,
    PendingMessages pending,
    boolean paused,
    Undelivered undelivered) {

  /** A cursor of a channel all of whose messages were delivered. */
  public CursorState(
      long ackFloor, OffsetRanges acked, long readTo, PendingMessages pending, boolean paused) {
    this(ackFloor, acked, readTo, pending, paused, Undelivered.NONE);
  }

  /** Before the first event. */
  public static final CursorState NEVER_OPENED =
      new CursorState(-1, OffsetRanges.EMPTY, -1, PendingMessages.EMPTY, false);

  /** A cursor that starts with the first message of its log. */
  public static final CursorState START = startingAt(0);

  public static CursorState startingAt(long offset) {
    return new CursorState(offset, OffsetRanges.EMPTY, offset, PendingMessages.EMPTY, false);
  }

  public boolean isOpen() {
    return ackFloor >= 0;
  }

  /** Messages that were read and not finished at the last flush. */
  public OffsetRanges unfinished() {
    return acked.gapsWithin(ackFloor, readTo);
  }

  public CursorState apply(CursorEvent event) {
    if (event instanceof CursorAdvanced advanced) {
      return onAdvanced(advanced);
    }
    if (event instanceof ChannelPaused channelPaused) {
      return new CursorState(ackFloor, acked, readTo, pending, channelPaused.paused(), undelivered);
    }
    if (event instanceof CursorEmptied emptied) {
      return settled(
          emptied.upTo(), acked, emptied.upTo(), PendingMessages.EMPTY, Undelivered.NONE);
    }
    if (event instanceof CursorRewound rewound) {
      return onRewound(rewound.tail());
    }
    if (event instanceof CursorSeeked seeked) {
      long offset = seeked.offset();
      return new CursorState(
          offset, OffsetRanges.EMPTY, offset, PendingMessages.EMPTY, paused, undelivered);
    }
    if (event instanceof CursorOpened opened) {
      return startingAt(opened.startOffset());
    }
    throw new AssertionError("unhandled " + event);
  }

  private CursorState onAdvanced(CursorAdvanced event) {
    return settled(
        event.ackFloor(),
        acked.union(event.finished()),
        event.readTo(),
        event.pending(),
        event.undelivered());
  }

  private CursorState onRewound(long tail) {
    long floor = Math.min(ackFloor, tail);
    return new CursorState(
        floor,
        acked.within(floor, tail),
        Math.min(readTo, tail),
        pending.within(floor, tail),
        paused,
        undelivered);
  }

  /** Floor and readTo only rise; a floor that touches a finished range moves to its end. */
  private CursorState settled(
      long newFloor,
      OffsetRanges finished,
      long newReadTo,
      PendingMessages changes,
      Undelivered counted) {
    long floor = Math.max(ackFloor, newFloor);
    OffsetRanges above = finished.within(floor, Long.MAX_VALUE);
    if (!above.isEmpty() && above.start(0) == floor) {
      floor = above.end(0);
      above = above.within(floor, Long.MAX_VALUE);
    }
    long read = Math.max(Math.max(readTo, newReadTo), floor);
    return new CursorState(
        floor,
        above,
        read,
        pending.merge(changes, floor, above),
        paused,
        undelivered.later(counted));
  }
}
