package io.herald.broker.channel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.topic.TopicPartition;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;

/**
 * Messages that are to be delivered again: has their bytes fetched, and gives each to a consumer
 * with its attempts raised. One round of a limited number at a time. Belongs to one {@link Channel}
 * and runs in it.
 */
final class RedeliveryRound implements MessageFetch.Taker {
  /** Takes a frame for a consumer. */
  @FunctionalInterface
  interface Sink {
    void deliver(long consumer, FrameSlice frame);
  }

  private static final int MESSAGES_MAX = 256;

  private final MessageFetch fetch;
  private final ChannelLedger ledger;
  private final ExpiryClock clock;
  private final Sink sink;

  RedeliveryRound(
      ActorContext<Channel.Command> context,
      ActorRef<TopicPartition.Command> partition,
      HistoryReader history,
      ChannelLedger ledger,
      ExpiryClock clock,
      Sink sink) {
    this.fetch = new MessageFetch(context, partition, history, this);
    this.ledger = ledger;
    this.clock = clock;
    this.sink = sink;
  }

  /**
   * Begins a round if there is something to deliver again and room for it. Without room the oldest
   * are looked at now and then: they may have become too old.
   */
  void proceed(boolean newMessagesWait, long nowMillis) {
    if (fetch.isBusy() || ledger.redeliverable(nowMillis) == 0) {
      return;
    }
    if (ledger.capacity() == 0 && clock.isTimeForWaiting(nowMillis)) {
      clock.lookedAtWaiting(nowMillis);
      fetch.begin(ledger.takeOldest(MESSAGES_MAX));
    } else {
      fetch.begin(ledger.takeRedeliveries(MESSAGES_MAX, newMessagesWait, nowMillis));
    }
  }

  @Override
  public void take(long offset, MessageBatch batch, int position) {
    ledger.redeliver(
        offset,
        batch.bornMillis(offset),
        System.currentTimeMillis(),
        (consumer, delivered, attempts) ->
            sink.deliver(consumer, frame(batch, position, attempts)));
  }

  @Override
  public void lost(long offset) {
    ledger.skip(offset);
  }

  @Override
  public void unreadable(long offset) {
    ledger.giveBack(offset);
  }

  @Override
  public void over() {} // the channel looks for more after everything that happens

  private static FrameSlice frame(MessageBatch batch, int at, int attempts) {
    if (attempts == 1) {
      return new FrameSlice(batch.bytes(), at, MessageFrame.next(batch.bytes(), at), 1);
    }
    byte[] copy = MessageFrame.withAttempts(batch.bytes(), at, attempts);
    return new FrameSlice(copy, 0, copy.length, 1);
  }
}
