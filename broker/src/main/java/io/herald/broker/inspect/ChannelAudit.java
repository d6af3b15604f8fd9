package io.herald.broker.inspect;

import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.delivery.Difference;
import io.herald.broker.delivery.LedgerBooks;
import io.herald.broker.request.ChannelAccess;
import io.herald.broker.request.StoredCursor;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Does the books of one channel; runs in the channel's actor. */
final class ChannelAudit {
  private ChannelAudit() {}

  /** Completes the future when it is known what is stored. */
  static void begin(ChannelName name, ChannelAccess channel, CompletableFuture<ChannelBooks> done) {
    channel.stored(
        stored -> {
          if (stored.isKnown()) {
            done.complete(books(name, channel, stored));
          } else {
            done.completeExceptionally(
                new BrokerException(
                    Reason.NOT_AVAILABLE, "the cursor of channel " + name + " cannot be read"));
          }
        });
  }

  private static ChannelBooks books(ChannelName name, ChannelAccess channel, StoredCursor stored) {
    LedgerBooks ledger = channel.ledger().view().books();
    long from = Math.min(channel.startOffset(), ledger.ackFloor());
    long finished = ledger.finishedFrom(from);
    long dead = channel.ledger().deadLetteredCount();
    long expired = channel.ledger().expiredCount();
    long skipped = channel.ledger().skippedCount();
    long dropped = channel.ledger().droppedCount();
    List<BookDifference> differences = new ArrayList<>();
    if (stored.cursor().isPresent()) {
      CursorState cursor = stored.cursor().get();
      ledger = ledger.against(cursor, stored.isCurrent());
      if (stored.isCurrent()) {
        finished = finished(cursor, from);
        compare("dead-lettered", dead, cursor.retired().dead().count(), differences);
        compare("expired", expired, cursor.retired().expired().count(), differences);
        compare("skipped", skipped, cursor.retired().skipped().count(), differences);
        compare("dropped", dropped, cursor.retired().dropped(), differences);
      }
    }
    long retired = dead + expired + skipped + dropped;
    finished -= retired;
    long unread = channel.readableTo() - ledger.readOffset();
    ledger.differences().forEach(found -> differences.add(difference(found)));
    long unfinished = ledger.waiting() + ledger.inFlight() + ledger.deferred() + ledger.burying();
    long read = ledger.readOffset() - from;
    compare("read", finished + retired + unfinished, read, differences);
    return new ChannelBooks(
        name,
        from,
        channel.readableTo(),
        ledger.ackFloor(),
        finished,
        dropped,
        unread + ledger.waiting(),
        ledger.inFlight(),
        ledger.deferred(),
        ledger.burying(),
        dead,
        expired,
        skipped,
        cursor(stored),
        differences);
  }

  private static void compare(
      String what, long here, long stored, List<BookDifference> differences) {
    if (here != stored) {
      String both = what + ": " + here + " by their states, but " + stored + " by the account";
      differences.add(new BookDifference(both, 0, List.of()));
    }
  }

  private static long finished(CursorState cursor, long from) {
    return cursor.readTo() - from - cursor.unfinished().offsetCount();
  }

  private static ChannelBooks.Cursor cursor(StoredCursor stored) {
    if (stored.cursor().isEmpty()) {
      return ChannelBooks.Cursor.NONE;
    }
    return stored.isCurrent() ? ChannelBooks.Cursor.CURRENT : ChannelBooks.Cursor.BEHIND;
  }

  private static BookDifference difference(Difference found) {
    OffsetRanges offsets = found.offsets();
    List<BookDifference.Range> ranges = new ArrayList<>();
    for (int n = 0; n < Math.min(offsets.rangeCount(), BookDifference.RANGES_MAX); n++) {
      ranges.add(new BookDifference.Range(offsets.start(n), offsets.end(n) - 1));
    }
    return new BookDifference(found.what(), offsets.offsetCount(), ranges);
  }
}
