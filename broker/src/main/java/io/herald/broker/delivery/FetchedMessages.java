package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.FETCHING;

/** What becomes of messages whose bytes were fetched to deliver them again. */
final class FetchedMessages {
  private final UnfinishedMessages messages;
  private final Redeliveries redeliveries;
  private final Burials burials;
  private final CursorChanges changes;
  private final Dispatcher dispatcher;
  private final InFlightWindow window;
  private final Room room;
  private final Expiry expiry;
  private long sampledAway;

  FetchedMessages(
      UnfinishedMessages messages,
      Redeliveries redeliveries,
      Burials burials,
      CursorChanges changes,
      Dispatcher dispatcher,
      InFlightWindow window,
      Room room,
      Expiry expiry) {
    this.messages = messages;
    this.redeliveries = redeliveries;
    this.burials = burials;
    this.changes = changes;
    this.dispatcher = dispatcher;
    this.window = window;
    this.room = room;
    this.expiry = expiry;
  }

  /** See {@link ChannelLedger#redeliver}. */
  Redelivery redeliver(long offset, long publishedMillis, long nowMillis, RedeliverySink sink) {
    int slot = messages.find(offset);
    if (messages.state(slot) != FETCHING) {
      return Redelivery.GONE;
    }
    MessageSlots slots = messages.slots(slot);
    int index = UnfinishedMessages.index(slot);
    if (expiry.isOver(Math.max(publishedMillis, slots.time[index]), nowMillis)) {
      skip(offset);
      changes.expired(offset, offset + 1);
      return Redelivery.EXPIRED;
    }
    if (burials.isSpent(slots.attempts[index])) {
      redeliveries.fetched();
      burials.add(offset, slots, index, BurialReason.NOT_FINISHED);
      return Redelivery.SPENT;
    }
    boolean isFirstDelivery = slots.attempts[index] == 0;
    if (isFirstDelivery && dispatcher.isUnwanted(offset)) {
      sampledAway++;
      skip(offset);
      return Redelivery.SAMPLED_AWAY;
    }
    ConsumerShare consumer = room.isPaused() ? null : dispatcher.pick(offset, isFirstDelivery);
    if (consumer == null) {
      redeliveries.putBack(offset, slot);
      return Redelivery.PUT_BACK;
    }
    int attempts = window.addAgain(consumer, offset, slot, nowMillis);
    sink.deliver(consumer.id, offset, attempts);
    return Redelivery.DELIVERED;
  }

  /** See {@link ChannelLedger#giveBack}. */
  void giveBack(long offset) {
    int slot = messages.find(offset);
    if (messages.state(slot) == FETCHING) {
      redeliveries.putBack(offset, slot);
    }
  }

  /** See {@link ChannelLedger#skip}. */
  boolean skip(long offset) {
    int slot = messages.find(offset);
    if (messages.state(slot) != FETCHING) {
      return false;
    }
    redeliveries.fetched();
    messages.finish(slot);
    changes.finished(offset);
    return true;
  }

  long sampledAway() {
    return sampledAway;
  }
}
