package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.DEFERRED;
import static io.herald.broker.delivery.MessageSlots.FINISHED;

import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.protocol.message.Deferrals;

/**
 * What becomes of messages when they are first read: they are given to consumers, set aside for
 * later, or finished at once because they are too old, were cancelled, or no consumer wants them.
 */
final class NewMessages implements Dispatcher.Allotment {
  private final Limits limits;
  private final UnfinishedMessages messages;
  private final Redeliveries redeliveries;
  private final CursorChanges changes;
  private final Dispatcher dispatcher;
  private final InFlightWindow window;
  private final Room room;
  private final Expiry expiry;
  private final CancelledAhead cancelled;
  private long now;
  private DeliverySink sink;
  private int given;
  private long sampledAway;

  NewMessages(
      Limits limits,
      CursorState recovered,
      UnfinishedMessages messages,
      Redeliveries redeliveries,
      CursorChanges changes,
      Dispatcher dispatcher,
      InFlightWindow window,
      Room room,
      Expiry expiry) {
    this.limits = limits;
    this.messages = messages;
    this.redeliveries = redeliveries;
    this.changes = changes;
    this.dispatcher = dispatcher;
    this.window = window;
    this.room = room;
    this.expiry = expiry;
    this.cancelled = new CancelledAhead(recovered);
  }

  /** See {@link ChannelLedger#offer}. */
  int offer(
      long base,
      int count,
      Deferrals deferrals,
      long publishedMillis,
      long nowMillis,
      DeliverySink to) {
    now = nowMillis;
    sink = to;
    given = 0;
    long end = base + count;
    boolean isOld = expiry.isOver(publishedMillis, now);
    long notBefore = isOld ? expiry.horizon(now) : now;
    int deferral = deferrals.nextWaiting(0, base, notBefore);
    while (messages.end() < end && !isHeldByOrder()) {
      long at = messages.end();
      boolean isDeferralLeft = deferral < deferrals.size();
      long runEnd = isDeferralLeft ? Math.min(deferrals.offset(deferral), end) : end;
      int run = (int) (cancelled.next(at, runEnd) - at);
      int taken = isOld ? expire(at, run) : dispatcher.share(at, run, room.capacity(), this);
      passCancelled();
      if (taken < run || isHeldByOrder()) {
        break;
      }
      at = messages.end();
      if (at < end && isDeferralLeft && at == deferrals.offset(deferral)) {
        if (!takeDeferred(at, deferrals.dueMillis(deferral))) {
          break;
        }
        passCancelled();
      }
      deferral = deferrals.nextWaiting(deferral, messages.end(), notBefore);
      while (deferral < deferrals.size() && deferrals.offset(deferral) < messages.end()) {
        deferral = deferrals.nextWaiting(deferral + 1, messages.end(), notBefore);
      }
    }
    long at = messages.end();
    boolean isStuck =
        at < end
            && !limits.isOrdered()
            && (room.capacity() > 0
                || (deferral < deferrals.size()
                    && at == deferrals.offset(deferral)
                    && deferrals.dueMillis(deferral) > now));
    redeliveries.newDelivered(given, isStuck);
    return (int) (Math.min(at, end) - base);
  }

  /** Whether new messages must wait until the one before them is finished. */
  private boolean isHeldByOrder() {
    return limits.isOrdered() && messages.count() > 0;
  }

  /** A message that was published for later: not yet due, or not so long that it is too old. */
  private boolean takeDeferred(long offset, long due) {
    if (due <= now) {
      return dispatcher.share(offset, 1, room.capacity(), this) == 1;
    }
    if (redeliveries.deferred() >= limits.maxDeferred()) {
      return false;
    }
    messages.append(1, DEFERRED, 0, -1, due, 0);
    redeliveries.defer(offset, due);
    changes.changed(offset);
    return true;
  }

  private int expire(long from, int count) {
    messages.append(count, FINISHED, 0, -1, 0, 0);
    changes.finished(from, from + count);
    changes.expired(from, from + count);
    return count;
  }

  /** The bytes of unread messages are gone for good: reading goes on at {@code upTo}. */
  void skip(long upTo) {
    while (messages.end() < upTo) {
      long to = cancelled.next(messages.end(), upTo);
      changes.finished(messages.end(), to);
      messages.skipTo(to);
      passCancelled();
    }
  }

  /** Unread messages are for another channel: reading goes on at {@code upTo}. */
  void passOver(long upTo) {
    skip(OffsetRanges.of(messages.end(), upTo));
    skip(upTo);
  }

  /** Counts unread messages as skipped, but for those that were cancelled; returns how many. */
  long skip(OffsetRanges unread) {
    long count = 0;
    for (int range = 0; range < unread.rangeCount(); range++) {
      long end = unread.end(range);
      for (long from = unread.start(range); from < end; ) {
        long to = cancelled.next(from, end);
        if (from < to) {
          changes.skipped(from, to);
        }
        count += to - from;
        from = to + 1;
      }
    }
    return count;
  }

  /**
   * Cancels a message that has not been read.
   *
   * @return false if too many are cancelled and have not been read
   */
  boolean cancel(long offset) {
    if (cancelled.contains(offset)) {
      return true;
    }
    if (cancelled.size() >= limits.maxDeferred()) {
      return false;
    }
    cancelled.add(offset);
    changes.finished(offset, offset + 1);
    passCancelled();
    return true;
  }

  /** How many messages below {@code floor} were cancelled and have not been read. */
  int cancelledBelow(long floor) {
    return cancelled.below(floor);
  }

  /** Whether a message that has not been read was cancelled. */
  boolean isCancelled(long offset) {
    return cancelled.contains(offset);
  }

  /** Everything below {@code upTo} was dropped. */
  void emptied(long upTo) {
    cancelled.removeBelow(upTo);
    passCancelled();
  }

  /** The messages begin anew, and with them those that were cancelled. */
  void restarted() {
    cancelled.clear();
  }

  long sampledAway() {
    return sampledAway;
  }

  /** They are stored as finished already; the next message to be read is never one of them. */
  private void passCancelled() {
    while (cancelled.pass(messages.end())) {
      messages.append(1, FINISHED, 0, -1, 0, 0);
    }
  }

  @Override
  public void give(ConsumerShare consumer, long firstOffset, int count) {
    window.addNew(consumer, count, now);
    given += count;
    sink.deliver(consumer.id, firstOffset, count);
  }

  @Override
  public void drop(long offset) {
    messages.append(1, FINISHED, 0, -1, 0, 0);
    changes.finished(offset);
    sampledAway++;
  }
}
