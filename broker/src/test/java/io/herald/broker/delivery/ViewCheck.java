package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.delivery.MessageState.Place;
import io.herald.broker.delivery.NaiveChannel.Message;
import io.herald.broker.delivery.NaiveChannel.Where;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.Retired;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Compares what a ledger shows of its messages with what the naive channel knows of them. */
final class ViewCheck {
  private final LedgerView view;
  private final NaiveChannel model;

  ViewCheck(ChannelLedger ledger, NaiveChannel model) {
    this.view = ledger.view();
    this.model = model;
  }

  /** Every message but those long finished, every list, and the books. */
  void everything(CursorState stored, boolean isFlushed) {
    for (long offset = Math.max(0, model.floor() - 2); offset < model.tail() + 2; offset++) {
      message(offset);
    }
    for (int max : new int[] {0, 1, 10, 1_000_000}) {
      lists(max);
    }
    if (isFlushed) {
      Retired retired = stored.retired();
      assertThat(model.remembered.counts())
          .as("what is stored of those that retired")
          .containsExactly(
              retired.dead().count(),
              retired.expired().count(),
              retired.dropped(),
              retired.skipped().count());
    }
    LedgerBooks books = view.books().against(stored, isFlushed);
    assertThat(books.differences()).isEmpty();
    assertThat(books.inFlight()).isEqualTo(model.count(Where.IN_FLIGHT));
    assertThat(books.deferred()).isEqualTo(model.count(Where.DEFERRED));
    assertThat(books.burying()).isEqualTo(model.count(Where.SPENT) + model.count(Where.BURYING));
    assertThat(books.waiting()).isEqualTo(model.count(Where.WAITING) + model.count(Where.FETCHING));
    assertThat(books.finishedFrom(0)).isEqualTo(model.read - model.unfinished.size());
  }

  /** One message. */
  void message(long offset) {
    assertThat(view.at(offset)).as("state of %d", offset).isEqualTo(expected(offset));
  }

  private MessageState expected(long offset) {
    Message message = model.unfinished.get(offset);
    if (message == null) {
      if (model.remembered.dead.contains(offset) && offset >= view.deadKnownFrom()) {
        return MessageState.DEAD_LETTERED;
      }
      if (model.remembered.expired.contains(offset) && offset >= view.expiredKnownFrom()) {
        return MessageState.EXPIRED;
      }
      boolean isCancelled = model.remembered.cancelled.contains(offset);
      return offset < model.read || isCancelled ? MessageState.FINISHED : MessageState.UNREAD;
    }
    boolean isToBury = message.where == Where.SPENT || message.where == Where.BURYING;
    Place place = isToBury ? Place.BURYING : Place.valueOf(message.where.name());
    return switch (message.where) {
      case IN_FLIGHT ->
          new MessageState(
              place, message.attempts, message.consumer, message.deliveredAt, message.deadline);
      case DEFERRED -> new MessageState(place, message.attempts, 0, 0, message.due);
      case WAITING, FETCHING, SPENT, BURYING -> new MessageState(place, message.attempts, 0, 0, 0);
    };
  }

  private void lists(int max) {
    Comparator<Message> byDue =
        Comparator.comparingLong((Message m) -> m.due).thenComparingLong(m -> m.offset);
    assertThat(view.inFlight(max)).isEqualTo(first(max, offsets(in(Where.IN_FLIGHT))));
    assertThat(view.deferred(max)).isEqualTo(first(max, offsets(in(Where.DEFERRED).sorted(byDue))));
    LongStream newestDead =
        offsets(model.remembered.dead.tailSet(view.deadKnownFrom(), true).descendingSet());
    assertThat(view.deadLettered(max)).isEqualTo(first(max, newestDead));
    LongStream queued = model.queue.stream().mapToLong(Long::longValue);
    LongStream waiting = LongStream.concat(offsets(in(Where.FETCHING)), queued);
    assertThat(view.waiting(max)).isEqualTo(first(max, waiting));
  }

  private Stream<Message> in(Where where) {
    return model.unfinished.values().stream().filter(message -> message.where == where);
  }

  private static LongStream offsets(Stream<Message> messages) {
    return messages.mapToLong(message -> message.offset);
  }

  private static LongStream offsets(Set<Long> offsets) {
    return offsets.stream().mapToLong(Long::longValue);
  }

  private static long[] first(int max, LongStream offsets) {
    return offsets.limit(max).toArray();
  }
}
