package io.herald.persistence.cursor;

/** What changed in a channel's cursor on one partition; applied by {@link CursorState#apply}. */
public sealed interface CursorEvent {

  /** The channel came to be; it reads from {@code startOffset} on. */
  record CursorOpened(long startOffset) implements CursorEvent {}

  /**
   * One flush: everything that happened to the channel's messages since the flush before. Applying
   * it twice, or after a later one, does no harm.
   *
   * @param ackFloor every offset below it is finished
   * @param finished offsets at or above the floor that were finished since the last flush
   * @param readTo the first offset never read
   * @param pending new values for messages with something to remember; a value of one attempt and
   *     no due time takes the entry away
   * @param undelivered messages that no client finished, counted from the channel's beginning
   */
  record CursorAdvanced(
      long ackFloor,
      OffsetRanges finished,
      long readTo,
      PendingMessages pending,
      Undelivered undelivered)
      implements CursorEvent {

    /** A flush of a channel all of whose messages were delivered. */
    public CursorAdvanced(
        long ackFloor, OffsetRanges finished, long readTo, PendingMessages pending) {
      this(ackFloor, finished, readTo, pending, Undelivered.NONE);
    }
  }

  /** The channel was paused, or goes on. */
  record ChannelPaused(boolean paused) implements CursorEvent {}

  /** Every message below {@code upTo} was dropped. */
  record CursorEmptied(long upTo) implements CursorEvent {}

  /**
   * The log turned out to end at {@code tail}, before what the cursor had seen (power cut while
   * writes were only in the page cache). What is written at these offsets next is new, so nothing
   * may be remembered about them.
   */
  record CursorRewound(long tail) implements CursorEvent {}

  /**
   * The channel was moved, backwards or forwards: everything below {@code offset} counts as
   * finished, and everything from there on as never read.
   */
  record CursorSeeked(long offset) implements CursorEvent {}
}
