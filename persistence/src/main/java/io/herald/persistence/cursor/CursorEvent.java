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
   * @param dead offsets that went to the dead-letter topic since the last flush; all of them count
   *     as finished, too
   * @param expired offsets that were too old to be delivered; all of them count as finished, too
   * @param dropped how many messages were dropped unfinished since the channel began
   * @param skipped offsets of messages for other channels; all of them count as finished, too
   */
  record CursorAdvanced(
      long ackFloor,
      OffsetRanges finished,
      long readTo,
      PendingMessages pending,
      OffsetRanges dead,
      OffsetRanges expired,
      long dropped,
      OffsetRanges skipped)
      implements CursorEvent {

    /** One flush in which no message retired. */
    public CursorAdvanced(
        long ackFloor, OffsetRanges finished, long readTo, PendingMessages pending) {
      this(
          ackFloor,
          finished,
          readTo,
          pending,
          OffsetRanges.EMPTY,
          OffsetRanges.EMPTY,
          0,
          OffsetRanges.EMPTY);
    }

    boolean hasRetired() {
      return !dead.isEmpty() || !expired.isEmpty() || dropped > 0 || !skipped.isEmpty();
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
