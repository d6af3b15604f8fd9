package io.herald.broker.delivery;

import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.persistence.cursor.PendingMessages;
import io.herald.persistence.timeline.Happening;

/**
 * What has to be flushed so that a crash forgets nothing older than the last flush. One flush is
 * under way at a time; one that failed goes into the next.
 */
final class CursorChanges {
  private final UnfinishedMessages messages;
  private final FinishedOffsets finished;
  private final ChangedOffsets changed;
  private final RetiredOffsets dead;
  private final RetiredOffsets expired;
  private final RetiredOffsets skipped;
  private long flushedFloor;
  private long flushedReadTo;
  private CursorAdvanced underWay; // null = none
  private boolean isDirty;
  private long droppedCount;
  private long flushedDroppedCount;
  private MessageObserver observer; // null = nobody traces

  CursorChanges(UnfinishedMessages messages, CursorState recovered) {
    this.messages = messages;
    finished = new FinishedOffsets(messages);
    changed = new ChangedOffsets(messages);
    dead = new RetiredOffsets(recovered.retired().dead());
    expired = new RetiredOffsets(recovered.retired().expired());
    skipped = new RetiredOffsets(recovered.retired().skipped());
    flushedFloor = recovered.ackFloor();
    flushedReadTo = recovered.readTo();
    droppedCount = recovered.retired().dropped();
    flushedDroppedCount = droppedCount;
  }

  /** Null = nobody traces. */
  void observer(MessageObserver newObserver) {
    observer = newObserver;
  }

  void finished(long offset) {
    finished.add(offset);
    isDirty = true;
  }

  void finished(long from, long to) {
    if (from < to) {
      finished.add(from, to);
      isDirty = true;
    }
  }

  /** A message that has finished went to the dead-letter topic. */
  void dead(long offset) {
    dead.add(offset, offset + 1);
    observe(Happening.DEAD_LETTERED, offset, offset + 1);
  }

  /** Messages that have finished were too old. */
  void expired(long from, long to) {
    expired.add(from, to);
    observe(Happening.EXPIRED, from, to);
  }

  /** Messages that have finished, or are about to be dropped, are for another channel. */
  void skipped(long from, long to) {
    skipped.add(from, to);
  }

  private void observe(Happening what, long from, long to) {
    if (observer != null) {
      for (long offset = from; offset < to; offset++) {
        observer.happened(what, offset, MessageObserver.NOBODY, 0);
      }
    }
  }

  RetiredOffsets dead() {
    return dead;
  }

  RetiredOffsets expired() {
    return expired;
  }

  RetiredOffsets skipped() {
    return skipped;
  }

  void changed(long offset) {
    changed.add(offset);
    isDirty = true;
  }

  /** So many messages count as finished that no client finished. */
  void dropped(long count) {
    droppedCount += count;
  }

  long droppedCount() {
    return droppedCount;
  }

  /** Whether a flush would hold anything. */
  boolean isPresent() {
    return isDirty || !isFlushedTo(messages.floor(), messages.end());
  }

  private boolean isFlushedTo(long floor, long readTo) {
    return floor == flushedFloor && readTo == flushedReadTo && droppedCount == flushedDroppedCount;
  }

  /** Null if nothing changed, or while a flush is under way. */
  CursorAdvanced begin() {
    if (underWay != null) {
      return null;
    }
    isDirty = false;
    long floor = messages.floor();
    long readTo = messages.end();
    OffsetRanges ranges = finished.drain(floor);
    PendingMessages pending = changed.drain();
    OffsetRanges nowDead = dead.drain(floor);
    OffsetRanges nowExpired = expired.drain(floor);
    OffsetRanges nowSkipped = skipped.drain(floor);
    boolean isNothingRetired = nowDead.isEmpty() && nowExpired.isEmpty() && nowSkipped.isEmpty();
    if (isFlushedTo(floor, readTo) && ranges.isEmpty() && pending.isEmpty() && isNothingRetired) {
      return null;
    }
    underWay =
        new CursorAdvanced(
            floor, ranges, readTo, pending, nowDead, nowExpired, droppedCount, nowSkipped);
    return underWay;
  }

  /** The messages begin anew at this offset, and that is stored; no flush may be under way. */
  void restartedAt(long offset) {
    if (underWay != null) {
      throw new IllegalStateException("a flush is under way");
    }
    finished.clear();
    changed.clear();
    dead.restartedAt(offset);
    expired.restartedAt(offset);
    skipped.restartedAt(offset);
    flushedFloor = offset;
    flushedReadTo = offset;
    isDirty = dead.hasUnstored() || expired.hasUnstored() || skipped.hasUnstored();
  }

  void confirmed() {
    if (underWay != null) {
      flushedFloor = underWay.ackFloor();
      flushedReadTo = underWay.readTo();
      flushedDroppedCount = underWay.dropped();
      underWay = null;
    }
  }

  void failed() {
    if (underWay == null) {
      return;
    }
    isDirty = true;
    OffsetRanges ranges = underWay.finished();
    for (int i = 0; i < ranges.rangeCount(); i++) {
      finished.add(ranges.start(i), ranges.end(i));
    }
    for (int i = 0; i < underWay.pending().size(); i++) {
      changed.add(underWay.pending().offset(i));
    }
    dead.failed(underWay.dead());
    expired.failed(underWay.expired());
    skipped.failed(underWay.skipped());
    underWay = null;
  }
}
