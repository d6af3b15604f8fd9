package io.herald.broker.channel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.topic.TopicPartition;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Messages that are to be delivered again: fetches their bytes, which nobody has kept, batch by
 * batch, and gives each to a consumer with its attempts raised. One round of a limited number at a
 * time. Belongs to one {@link Channel} and runs in it.
 */
final class RedeliveryRound {
  /** Something asked for has come. */
  sealed interface Event extends Channel.Command {}

  private record Answered(TopicPartition.ReadReply reply) implements Event {}

  private record Fetched(Optional<MessageBatch> batch, Throwable failure) implements Event {}

  private enum Retry implements Event {
    INSTANCE
  }

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Takes a frame for a consumer. */
  @FunctionalInterface
  interface Sink {
    void deliver(long consumer, FrameSlice frame);
  }

  private static final int MESSAGES_MAX = 256;

  private final ActorContext<Channel.Command> context;
  private final ActorRef<TopicPartition.Command> partition;
  private final HistoryReader history;
  private final ChannelLedger ledger;
  private final Sink sink;

  private long[] offsets = new long[0];
  private int next;
  private boolean isAsking;

  RedeliveryRound(
      ActorContext<Channel.Command> context,
      ActorRef<TopicPartition.Command> partition,
      HistoryReader history,
      ChannelLedger ledger,
      Sink sink) {
    this.context = context;
    this.partition = partition;
    this.history = history;
    this.ledger = ledger;
    this.sink = sink;
  }

  /** Begins a round if there is something to deliver again and room for it. */
  void proceed(boolean newMessagesWait, long nowMillis) {
    if (isAsking || next < offsets.length || ledger.redeliverable(nowMillis) == 0) {
      return;
    }
    offsets = ledger.takeRedeliveries(MESSAGES_MAX, newMessagesWait, nowMillis);
    Arrays.sort(offsets); // neighbours share a batch
    next = 0;
    ask();
  }

  private void ask() {
    if (next < offsets.length) {
      isAsking = true;
      partition.tell(new TopicPartition.Read(offsets[next], context.getSelf(), Answered::new));
    }
  }

  void happened(Event event) {
    isAsking = false;
    if (event instanceof Answered answered) {
      onAnswer(answered.reply());
    } else if (event instanceof Fetched fetched) {
      onFetched(fetched);
    }
  }

  private void onAnswer(TopicPartition.ReadReply reply) {
    if (reply instanceof TopicPartition.Found found) {
      deliver(found.batch());
      ask();
    } else if (reply instanceof TopicPartition.Stored stored) {
      isAsking = true;
      context.pipeToSelf(history.readOne(stored, offsets[next]), Fetched::new);
    } else {
      loseOne();
    }
  }

  private void onFetched(Fetched fetched) {
    if (fetched.failure() != null) {
      context.getLog().error("history cannot be read, trying again", fetched.failure());
      while (next < offsets.length) {
        ledger.giveBack(offsets[next++]);
      }
      isAsking = true;
      context.scheduleOnce(RETRY_AFTER, context.getSelf(), Retry.INSTANCE);
    } else if (fetched.batch().isPresent() && fetched.batch().get().contains(offsets[next])) {
      deliver(fetched.batch().get());
      ask();
    } else {
      loseOne();
    }
  }

  private void loseOne() {
    long offset = offsets[next++];
    if (ledger.skip(offset)) {
      context.getLog().warn("the message at offset {} is gone", offset);
    }
    ask();
  }

  private void deliver(MessageBatch batch) {
    long now = System.currentTimeMillis();
    long walked = batch.baseOffset();
    int position = batch.from();
    while (next < offsets.length && batch.contains(offsets[next])) {
      position = batch.skip(position, (int) (offsets[next] - walked));
      walked = offsets[next++];
      int at = position;
      ledger.redeliver(
          walked,
          batch.bornMillis(walked),
          now,
          (consumer, offset, attempts) -> sink.deliver(consumer, frame(batch, at, attempts)));
    }
  }

  private static FrameSlice frame(MessageBatch batch, int at, int attempts) {
    if (attempts == 1) {
      return new FrameSlice(batch.bytes(), at, MessageFrame.next(batch.bytes(), at), 1);
    }
    byte[] copy = MessageFrame.withAttempts(batch.bytes(), at, attempts);
    return new FrameSlice(copy, 0, copy.length, 1);
  }
}
