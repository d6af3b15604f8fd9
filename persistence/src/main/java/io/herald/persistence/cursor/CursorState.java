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
 * @param acked finished offsets above {@code ackFloor}; also such as were cancelled before they
 *     were read
 * @param readTo the first offset never read at the last flush
 * @param pending unfinished messages below {@code readTo} with something to remember
 * @param paused whether the channel is paused
 * @param retired the finished messages that no client finished
 */
public record CursorState(
    long ackFloor,
    OffsetRanges acked,
    long readTo,
    PendingMessages pending,
    boolean paused,
    Retired retired) {

  /** Before the first event. */
  public static final CursorState NEVER_OPENED =
      new CursorState(-1, OffsetRanges.EMPTY, -1, PendingMessages.EMPTY, false);

  /** A cursor that starts with the first message of its log. */
  public static final CursorState START = startingAt(0);

  /** A cursor of which no message retired. */
  public CursorState(
      long ackFloor, OffsetRanges acked, long readTo, PendingMessages pending, boolean paused) {
    this(ackFloor, acked, readTo, pending, paused, Retired.NONE);
  }

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
      return new CursorState(ackFloor, acked, readTo, pending, channelPaused.paused(), retired);
    }
    if (event instanceof CursorEmptied emptied) {
      return settled(emptied.upTo(), acked, emptied.upTo(), PendingMessages.EMPTY, retired);
    }
    if (event instanceof CursorRewound rewound) {
      return onRewound(rewound.tail());
    }
    if (event instanceof CursorSeeked seeked) {
      return onSeeked(seeked.offset());
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
        retired
            .with(
                event.dead(),
                event.expired(),
                event.skipped(),
                Math.max(ackFloor, event.ackFloor()))
            .withDropped(event.dropped()));
  }

  private CursorState onSeeked(long offset) {
    return new CursorState(
        offset, OffsetRanges.EMPTY, offset, PendingMessages.EMPTY, paused, retired.below(offset));
  }

  private CursorState onRewound(long tail) {
    long floor = Math.min(ackFloor, tail);
    return new CursorState(
        floor,
        acked.within(floor, tail),
        Math.min(readTo, tail),
        pending.within(floor, tail),
        paused,
        retired.below(tail));
  }

  /** Floor and readTo only rise; a floor that touches a finished range moves to its end. */
  private CursorState settled(
      long newFloor,
      OffsetRanges finished,
      long newReadTo,
      PendingMessages changes,
      Retired newRetired) {
    long floor = Math.max(ackFloor, newFloor);
    OffsetRanges above = finished.within(floor, Long.MAX_VALUE);
    if (!above.isEmpty() && above.start(0) == floor) {
      floor = above.end(0);
      above = above.within(floor, Long.MAX_VALUE);
    }
    long read = Math.max(Math.max(readTo, newReadTo), floor);
    PendingMessages merged = pending.merge(changes, floor, above);
    return new CursorState(floor, above, read, merged, paused, newRetired);
  }
}
