package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.delivery.MessageState.Place;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.persistence.cursor.PendingMessages;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the ledger shows, and that its books notice what does not add up. */
class LedgerBooksTest extends LedgerByHand {
  private final UnfinishedMessages messages = new UnfinishedMessages(0);
  private final CursorChanges changes = new CursorChanges(messages, CursorState.START);
  private final Burials burials = new Burials(messages, changes);
  private final Redeliveries redeliveries = new Redeliveries(messages, burials);
  private final Dispatcher dispatcher = new Dispatcher(new SamplePolicy(1));
  private final InFlightWindow window =
      new InFlightWindow(LIMITS, messages, redeliveries, burials, dispatcher, changes);

  private List<Difference> differences() {
    return LedgerAudit.books(messages, redeliveries, burials, window, dispatcher).differences();
  }

  @Test
  void everyStateIsShownWithWhatIsKnownOfIt() {
    consumer(7, 3);
    offer(4); // 0 to 2 go to the consumer
    ledger.finish(7, 0);
    ledger.requeue(7, 1, 0, NOW + 5);
    assertThat(ledger.view().at(0).place()).isEqualTo(Place.FINISHED);
    assertThat(ledger.view().at(1)).isEqualTo(new MessageState(Place.WAITING, 1, 0, 0, 0));
    assertThat(ledger.view().at(2))
        .isEqualTo(new MessageState(Place.IN_FLIGHT, 1, 7, NOW, NOW + TIMEOUT));
    assertThat(ledger.view().at(3).place()).isEqualTo(Place.UNREAD);
    ledger.requeue(7, 2, 1000, NOW + 10);
    assertThat(ledger.view().at(2))
        .isEqualTo(new MessageState(Place.DEFERRED, 1, 0, 0, NOW + 1010));
    ledger.takeRedeliveries(1, false, NOW + 20);
    assertThat(ledger.view().at(1).place()).isEqualTo(Place.FETCHING);
    assertThat(ledger.view().waiting(9)).containsExactly(1);
    assertThat(ledger.view().deferred(9)).containsExactly(2);
  }

  @Test
  void theBooksOfALedgerBalance() {
    consumer(7, 3);
    offer(9);
    ledger.finish(7, 1);
    ledger.requeue(7, 2, 0, NOW);
    LedgerBooks books = ledger.view().books();
    assertThat(books.differences()).isEmpty();
    assertThat(books.inFlight() + books.waiting() + books.deferred() + books.finishedFrom(0))
        .isEqualTo(ledger.readOffset());
    assertThat(books.unfinished()).isEqualTo(OffsetRanges.of(0, 1, 2, ledger.readOffset()));
  }

  @Test
  void aMessageThatWaitsAndIsInNoQueueIsNamed() {
    messages.append(3, MessageSlots.WAITING, 1, -1, 0, 0);
    for (int offset : new int[] {0, 2}) {
      int slot = messages.find(offset);
      redeliveries.requeue(offset, messages.slots(slot), slot, BurialReason.REQUEUED);
    }
    assertThat(differences())
        .contains(new Difference("waiting, but not queued", OffsetRanges.of(1, 2)));
  }

  @Test
  void aQueuedMessageThatDoesNotWaitIsNamedAndSoIsOneQueuedTwice() {
    messages.append(1, MessageSlots.DEFERRED, 0, -1, NOW, 0);
    redeliveries.defer(0, NOW);
    redeliveries.defer(5, NOW);
    redeliveries.defer(0, NOW);
    assertThat(differences())
        .contains(
            new Difference("queued, but not deferred", OffsetRanges.of(5, 6)),
            new Difference("deferred, and queued twice", OffsetRanges.of(0, 1)));
  }

  @Test
  void aMessageHeldByNobodyIsNamed() {
    messages.append(2, MessageSlots.IN_FLIGHT, 1, 3, NOW, NOW);
    assertThat(differences())
        .containsExactly(
            new Difference("in flight with a consumer that is gone", OffsetRanges.of(0, 2)));
  }

  @Test
  void countersOfConsumersThatAreWrongAreNamed() {
    ConsumerShare consumer = dispatcher.add(7, TIMEOUT, 0);
    messages.append(2, MessageSlots.IN_FLIGHT, 1, consumer.slot, NOW, NOW);
    consumer.inFlight = 1;
    assertThat(differences())
        .containsExactly(
            new Difference("in flight with consumer 7: 2, counted as 1", OffsetRanges.EMPTY));
  }

  @Test
  void whatIsStoredAsFinishedAndIsNotIsAlwaysADifference() {
    consumer(7, 10);
    offer(10);
    ledger.finish(7, 3);
    CursorState stored =
        new CursorState(2, OffsetRanges.of(3, 4), 10, PendingMessages.EMPTY, false);
    assertThat(ledger.view().books().against(stored, false).differences())
        .containsExactly(
            new Difference("not finished, but stored as finished", OffsetRanges.of(0, 2)));
  }

  @Test
  void whatIsFinishedAndNotStoredIsADifferenceOnlyWhenAllIsFlushed() {
    consumer(7, 10);
    offer(10);
    ledger.finish(7, 0);
    CursorState stored = new CursorState(0, OffsetRanges.EMPTY, 4, PendingMessages.EMPTY, false);
    assertThat(ledger.view().books().against(stored, false).differences()).isEmpty();
    assertThat(ledger.view().books().against(stored, true).differences())
        .containsExactly(
            new Difference("finished, but not stored as finished", OffsetRanges.of(0, 1)));
  }
}
