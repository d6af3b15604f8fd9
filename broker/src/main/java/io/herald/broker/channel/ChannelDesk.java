package io.herald.broker.channel;

import akka.Done;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.request.ChannelAccess;
import io.herald.broker.request.StoredCursor;
import io.herald.broker.seek.Sought;
import io.herald.broker.stats.ChannelStats;
import io.herald.persistence.timeline.TimelineEntry;
import java.util.List;
import java.util.Optional;

/**
 * What requests may see of a channel and do to it. Belongs to one {@link Channel} and runs in it.
 */
final class ChannelDesk implements ChannelAccess {
  private static final String SEEKING = "the channel is just being moved";

  private final ChannelLedger ledger;
  private final Delivery delivery;
  private final CursorFlush cursor;
  private final TimelineRecorder timeline;
  private final ForeignMessages foreign;
  private final ChannelStats stats;
  private final long startOffset;
  private long droppedTo;

  ChannelDesk(
      ChannelLedger ledger,
      Delivery delivery,
      CursorFlush cursor,
      TimelineRecorder timeline,
      ForeignMessages foreign,
      ChannelStats stats,
      long startOffset) {
    this.ledger = ledger;
    this.delivery = delivery;
    this.cursor = cursor;
    this.timeline = timeline;
    this.foreign = foreign;
    this.stats = stats;
    this.startOffset = startOffset;
  }

  @Override
  public ChannelLedger ledger() {
    return ledger;
  }

  @Override
  public long startOffset() {
    return startOffset;
  }

  @Override
  public void stored(java.util.function.Consumer<StoredCursor> then) {
    cursor.stored(ledger, then);
  }

  @Override
  public void timeline(long offset, java.util.function.Consumer<List<TimelineEntry>> then) {
    timeline.timeline(offset, then);
  }

  @Override
  public long readableTo() {
    return delivery.readableTo();
  }

  @Override
  public List<Consumer> consumers() {
    return delivery.consumers();
  }

  @Override
  public void pause(boolean paused, java.util.function.Consumer<StatusReply<Done>> done) {
    Optional<StatusReply<Done>> refusal = cursor.refusal();
    if (refusal.isPresent()) {
      done.accept(refusal.get());
      return;
    }
    ledger.pause(paused);
    stats.paused(paused);
    cursor.setPaused(paused, done);
  }

  @Override
  public void empty(long upTo, java.util.function.Consumer<StatusReply<Done>> done) {
    Optional<StatusReply<Done>> refusal =
        cursor.isSeeking() ? Optional.of(StatusReply.error(SEEKING)) : cursor.refusal();
    if (refusal.isPresent()) {
      done.accept(refusal.get());
      return;
    }
    long to = Math.min(upTo, delivery.readableTo());
    ledger.empty(to);
    delivery.stopReading();
    cursor.empty(to, done);
  }

  /** Goes on at {@code upTo} if it is not there yet; returns how many unfinished messages go. */
  long drop(long upTo) {
    droppedTo = Math.max(droppedTo, upTo);
    if (ledger.ackFloor() >= droppedTo) {
      return 0;
    }
    boolean isReadingThere = ledger.readOffset() < droppedTo;
    long dropped = ledger.dropBelow(Math.min(droppedTo, delivery.readableTo()), foreign.known());
    if (isReadingThere) {
      delivery.stopReading();
    }
    return dropped;
  }

  @Override
  public void cancel(
      long offset,
      long dueMillis,
      java.util.function.Consumer<Boolean> done,
      java.util.function.Consumer<BrokerException> refused) {
    if (cursor.refusal().isPresent() || cursor.isSeeking()) {
      refused.accept(notNow());
    } else if (offset < readableTo()
        && ledger.cancel(offset, dueMillis, System.currentTimeMillis())) {
      afterStoring(() -> done.accept(true), refused);
    } else {
      done.accept(false);
    }
  }

  @Override
  public void drop(
      List<Long> offsets, Runnable done, java.util.function.Consumer<BrokerException> refused) {
    if (cursor.refusal().isPresent() || cursor.isSeeking()) {
      refused.accept(notNow());
      return;
    }
    for (long offset : offsets) {
      if (offset < readableTo()) {
        ledger.drop(offset);
      }
    }
    afterStoring(done, refused);
  }

  private void afterStoring(Runnable done, java.util.function.Consumer<BrokerException> refused) {
    cursor.drain(
        ledger,
        () -> {
          if (cursor.refusal().isPresent()) {
            refused.accept(notNow());
          } else {
            done.run();
          }
        });
  }

  private BrokerException notNow() {
    String reason =
        cursor.refusal().map(refusal -> refusal.getError().getMessage()).orElse(SEEKING);
    return new BrokerException(Reason.NOT_AVAILABLE, reason);
  }

  @Override
  public void seek(
      long offset,
      java.util.function.Consumer<Sought> sought,
      java.util.function.Consumer<BrokerException> refused) {
    if (cursor.refusal().isPresent() || cursor.isSeeking()) {
      refused.accept(notNow());
    } else if (offset > readableTo()) {
      String message = "offset %d is behind the end, which is offset %d";
      refused.accept(new BrokerException(Reason.INVALID, message.formatted(offset, readableTo())));
    } else {
      cursor.seek(
          ledger,
          offset,
          stored -> {
            if (stored.isError()) {
              String reason = stored.getError().getMessage();
              refused.accept(new BrokerException(Reason.NOT_AVAILABLE, reason));
            } else {
              sought.accept(move(offset));
            }
          });
    }
  }

  private Sought move(long offset) {
    Sought effect = Sought.from(this, offset);
    ledger.seek(offset);
    delivery.restart();
    drop(droppedTo); // which may have risen while the move was being stored
    return effect;
  }
}
