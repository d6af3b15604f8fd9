package io.herald.broker.delivery;

import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import java.util.ArrayList;
import java.util.List;

/**
 * How many messages a channel has in each state, found by looking at every one that was read and is
 * not finished, and where that is not what queues, counters and consumers say.
 *
 * @param ackFloor every offset below it is finished
 * @param readOffset the first offset that was never read
 * @param unfinished everything between the two that is not finished
 * @param inFlight messages that consumers hold
 * @param waiting messages that were read and can be delivered, also those being fetched
 * @param deferred messages that wait for their time
 * @param burying messages on their way to the dead-letter topic
 * @param differences empty if the books balance
 */
public record LedgerBooks(
    long ackFloor,
    long readOffset,
    OffsetRanges unfinished,
    long inFlight,
    long waiting,
    long deferred,
    long burying,
    List<Difference> differences) {

  /** Finished messages behind this offset, which is at most the ack floor. */
  public long finishedFrom(long startOffset) {
    return readOffset - startOffset - unfinished.offsetCount();
  }

  /**
   * Compares with what is stored.
   *
   * @param cursor as it is stored
   * @param isFlushed whether everything that the ledger knows is stored; else the cursor may lack
   *     what was finished last
   */
  public LedgerBooks against(CursorState cursor, boolean isFlushed) {
    long from = Math.min(ackFloor, cursor.ackFloor());
    long to = Math.max(readOffset, cursor.readTo());
    OffsetRanges here = unfinished.union(OffsetRanges.of(readOffset, to));
    OffsetRanges stored = cursor.unfinished().union(OffsetRanges.of(cursor.readTo(), to));
    List<Difference> all = new ArrayList<>(differences);
    note(all, "not finished, but stored as finished", without(here, stored, from, to));
    if (isFlushed) {
      note(all, "finished, but not stored as finished", without(stored, here, from, to));
    }
    return new LedgerBooks(
        ackFloor, readOffset, unfinished, inFlight, waiting, deferred, burying, all);
  }

  static void note(List<Difference> differences, String what, OffsetRanges offsets) {
    if (!offsets.isEmpty()) {
      differences.add(new Difference(what, offsets));
    }
  }

  /** What is in the first and not in the second. */
  static OffsetRanges without(OffsetRanges first, OffsetRanges second, long from, long to) {
    return first.gapsWithin(from, to).union(second.within(from, to)).gapsWithin(from, to);
  }
}
