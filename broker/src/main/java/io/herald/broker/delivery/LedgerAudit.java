package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.BURYING;
import static io.herald.broker.delivery.MessageSlots.DEFERRED;
import static io.herald.broker.delivery.MessageSlots.FETCHING;
import static io.herald.broker.delivery.MessageSlots.IN_FLIGHT;
import static io.herald.broker.delivery.MessageSlots.SPENT;
import static io.herald.broker.delivery.MessageSlots.WAITING;

import io.herald.persistence.cursor.OffsetRanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks at every unfinished message and compares with the queues, counters and consumers that
 * delivery goes by. Costs a walk and the sorting of what waits.
 */
final class LedgerAudit {
  private final UnfinishedMessages messages;
  private final Redeliveries redeliveries;
  private final Burials burials;
  private final InFlightWindow window;
  private final Dispatcher dispatcher;

  private final OffsetRanges.Builder unfinished = new OffsetRanges.Builder(16);
  private final OffsetRanges.Builder waiting = new OffsetRanges.Builder(16);
  private final OffsetRanges.Builder deferred = new OffsetRanges.Builder(16);
  private final OffsetRanges.Builder strays = new OffsetRanges.Builder(0);
  private final List<Difference> differences = new ArrayList<>();
  private final int[] held; // by consumer slot
  private long fetching;
  private long inFlight;
  private final OffsetRanges.Builder spent = new OffsetRanges.Builder(16);
  private long burying;

  private LedgerAudit(
      UnfinishedMessages messages,
      Redeliveries redeliveries,
      Burials burials,
      InFlightWindow window,
      Dispatcher dispatcher) {
    this.messages = messages;
    this.redeliveries = redeliveries;
    this.burials = burials;
    this.window = window;
    this.dispatcher = dispatcher;
    this.held = new int[dispatcher.slotCount()];
  }

  static LedgerBooks books(
      UnfinishedMessages messages,
      Redeliveries redeliveries,
      Burials burials,
      InFlightWindow window,
      Dispatcher dispatcher) {
    return new LedgerAudit(messages, redeliveries, burials, window, dispatcher).books();
  }

  private LedgerBooks books() {
    messages.forEach(this::walk);
    OffsetRanges all = unfinished.build();
    OffsetRanges waits = waiting.build();
    OffsetRanges later = deferred.build();
    LedgerBooks.note(differences, "in flight with a consumer that is gone", strays.build());
    compare("waiting", waits, redeliveries.firstRequeued(Integer.MAX_VALUE));
    compare("deferred", later, redeliveries.allDeferred());
    OffsetRanges toBury = spent.build();
    compare("to be buried", toBury, burials.first(Integer.MAX_VALUE));
    compare("being buried", burying, burials.underWay());
    compare("unfinished", all.offsetCount(), messages.count());
    compare("being fetched", fetching, redeliveries.fetching());
    compare("in flight", inFlight, window.count());
    for (int slot = 0; slot < held.length; slot++) {
      ConsumerShare consumer = dispatcher.at(slot);
      if (consumer != null) {
        compare("in flight with consumer " + consumer.id, held[slot], consumer.inFlight);
      }
    }
    long floor = messages.floor();
    compare("the first unfinished", all.isEmpty() ? messages.end() : all.start(0), floor);
    long waitingCount = waits.offsetCount() + fetching;
    return new LedgerBooks(
        floor,
        messages.end(),
        all,
        inFlight,
        waitingCount,
        later.offsetCount(),
        toBury.offsetCount() + burying,
        List.copyOf(differences));
  }

  private void walk(long offset, MessageSlots slots, int i) {
    unfinished.append(offset, offset + 1);
    switch (slots.state[i]) {
      case WAITING -> waiting.append(offset, offset + 1);
      case DEFERRED -> deferred.append(offset, offset + 1);
      case SPENT -> spent.append(offset, offset + 1);
      case FETCHING -> fetching++;
      case BURYING -> burying++;
      case IN_FLIGHT -> {
        inFlight++;
        int consumer = slots.consumer[i];
        if (consumer < 0 || consumer >= held.length || dispatcher.at(consumer) == null) {
          strays.append(offset, offset + 1);
        } else {
          held[consumer]++;
        }
      }
      default -> throw new AssertionError("state " + slots.state[i]);
    }
  }

  private void compare(String state, OffsetRanges walked, long[] queued) {
    Arrays.sort(queued);
    OffsetRanges.Builder inQueue = new OffsetRanges.Builder(16);
    OffsetRanges.Builder twice = new OffsetRanges.Builder(0);
    for (int i = 0; i < queued.length; i++) {
      inQueue.append(queued[i], queued[i] + 1);
      if (i > 0 && queued[i] == queued[i - 1]) {
        twice.append(queued[i], queued[i] + 1);
      }
    }
    OffsetRanges queue = inQueue.build();
    LedgerBooks.note(differences, state + ", but not queued", without(walked, queue));
    LedgerBooks.note(differences, "queued, but not " + state, without(queue, walked));
    LedgerBooks.note(differences, state + ", and queued twice", twice.build());
  }

  private static OffsetRanges without(OffsetRanges first, OffsetRanges second) {
    return first.isEmpty()
        ? OffsetRanges.EMPTY
        : LedgerBooks.without(first, second, first.start(0), first.end(first.rangeCount() - 1));
  }

  private void compare(String what, long found, long counted) {
    if (found != counted) {
      differences.add(
          new Difference(what + ": " + found + ", counted as " + counted, OffsetRanges.EMPTY));
    }
  }
}
