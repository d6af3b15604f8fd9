package io.herald.broker.delivery;

import io.herald.broker.delivery.MessageState.Place;
import io.herald.persistence.cursor.OffsetRanges;
import java.util.Arrays;

/**
 * Looks at a ledger without changing it: the state of any message, and the first messages of a
 * state. Costs of a list: what is listed and, for messages in flight, one byte for each message
 * that is unfinished before the last one listed.
 */
public final class LedgerView {
  private final UnfinishedMessages messages;
  private final Redeliveries redeliveries;
  private final Burials burials;
  private final InFlightWindow window;
  private final Dispatcher dispatcher;
  private final CursorChanges changes;
  private final NewMessages newMessages;

  LedgerView(
      UnfinishedMessages messages,
      Redeliveries redeliveries,
      Burials burials,
      InFlightWindow window,
      Dispatcher dispatcher,
      CursorChanges changes,
      NewMessages newMessages) {
    this.messages = messages;
    this.redeliveries = redeliveries;
    this.burials = burials;
    this.window = window;
    this.dispatcher = dispatcher;
    this.changes = changes;
    this.newMessages = newMessages;
  }

  /** The state of the message at this offset; unread ones need not have been published yet. */
  public MessageState at(long offset) {
    if (offset >= messages.end()) {
      return newMessages.isCancelled(offset) ? MessageState.FINISHED : MessageState.UNREAD;
    }
    int slot = messages.find(offset);
    Place place = place(messages.state(slot));
    if (place == Place.FINISHED) {
      return finished(offset);
    }
    MessageSlots slots = messages.slots(slot);
    int i = UnfinishedMessages.index(slot);
    int attempts = slots.attempts[i];
    if (place == Place.IN_FLIGHT) {
      long consumer = dispatcher.at(slots.consumer[i]).id;
      return new MessageState(place, attempts, consumer, slots.delivered[i], slots.time[i]);
    }
    return new MessageState(place, attempts, 0, 0, place == Place.DEFERRED ? slots.time[i] : 0);
  }

  private MessageState finished(long offset) {
    if (changes.dead().contains(offset)) {
      return MessageState.DEAD_LETTERED;
    }
    return changes.expired().contains(offset) ? MessageState.EXPIRED : MessageState.FINISHED;
  }

  /** Below it messages that were dead-lettered may show as finished, only their number is known. */
  long deadKnownFrom() {
    return changes.dead().knownFrom();
  }

  /** The same for messages that have expired. */
  long expiredKnownFrom() {
    return changes.expired().knownFrom();
  }

  /** Offsets in flight, by rising offset, at most {@code max}. */
  public long[] inFlight(int max) {
    return messages.first(Math.min(max, window.count()), MessageSlots.IN_FLIGHT);
  }

  /** Deferred offsets, by due time, at most {@code max}. */
  public long[] deferred(int max) {
    return redeliveries.firstDeferred(max);
  }

  /**
   * Offsets that were read and can be delivered now, at most {@code max}: those being fetched, then
   * those that wait, first in, first out. What was never read comes behind them, from {@link
   * ChannelLedger#readOffset} on.
   */
  public long[] waiting(int max) {
    int fetchingMax = Math.min(max, redeliveries.fetching());
    long[] fetching = messages.first(fetchingMax, MessageSlots.FETCHING);
    long[] requeued = redeliveries.firstRequeued(max - fetching.length);
    long[] both = Arrays.copyOf(fetching, fetching.length + requeued.length);
    System.arraycopy(requeued, 0, both, fetching.length, requeued.length);
    return both;
  }

  /**
   * Offsets that went to the dead-letter topic and are still known one by one, the newest first, at
   * most {@code max}.
   */
  public long[] deadLettered(int max) {
    OffsetRanges dead = changes.dead().recent();
    long[] newest = new long[(int) Math.min(Math.max(0, max), dead.offsetCount())];
    int count = 0;
    for (int range = dead.rangeCount() - 1; count < newest.length; range--) {
      for (long at = dead.end(range) - 1; at >= dead.start(range) && count < newest.length; at--) {
        newest[count++] = at;
      }
    }
    return newest;
  }

  /** Counts everything anew; see {@link LedgerBooks}. */
  public LedgerBooks books() {
    return LedgerAudit.books(messages, redeliveries, burials, window, dispatcher);
  }

  private static Place place(byte state) {
    return switch (state) {
      case MessageSlots.IN_FLIGHT -> Place.IN_FLIGHT;
      case MessageSlots.WAITING -> Place.WAITING;
      case MessageSlots.FETCHING -> Place.FETCHING;
      case MessageSlots.DEFERRED -> Place.DEFERRED;
      case MessageSlots.SPENT, MessageSlots.BURYING -> Place.BURYING;
      default -> Place.FINISHED;
    };
  }
}
