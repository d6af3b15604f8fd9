package io.herald.broker.channel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.topic.TopicPartition;
import io.herald.protocol.message.MessageBatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Fetches the bytes of single messages, which nobody has kept, batch by batch: from the partition's
 * newest batches, or from the store. One round of offsets at a time. Belongs to one {@link Channel}
 * and runs in it.
 */
final class MessageFetch {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Gets each message of a round once, in one of three ways. */
  interface Taker {
    /** The message's frame begins at {@code position}. */
    void take(long offset, MessageBatch batch, int position);

    /** The message is gone for good. */
    void lost(long offset);

    /** The message cannot be read now. */
    void unreadable(long offset);

    /** The round is over. */
    void over();
  }

  private final ActorContext<Channel.Command> context;
  private final ActorRef<TopicPartition.Command> partition;
  private final HistoryReader history;
  private final Taker taker;

  private long[] offsets = new long[0];
  private int next;
  private boolean isBusy;

  MessageFetch(
      ActorContext<Channel.Command> context,
      ActorRef<TopicPartition.Command> partition,
      HistoryReader history,
      Taker taker) {
    this.context = context;
    this.partition = partition;
    this.history = history;
    this.taker = taker;
  }

  /** Whether a round is under way, or nothing could be read a moment ago. */
  boolean isBusy() {
    return isBusy;
  }

  /** Begins a round, unless there is nothing to fetch. */
  void begin(long[] wanted) {
    if (wanted.length == 0) {
      return;
    }
    offsets = wanted;
    Arrays.sort(offsets); // neighbours share a batch
    next = 0;
    isBusy = true;
    ask();
  }

  private void ask() {
    if (next < offsets.length) {
      partition.tell(
          new TopicPartition.Read(
              offsets[next], context.getSelf(), reply -> new Resumed(() -> onAnswer(reply))));
    } else {
      isBusy = false;
      taker.over();
    }
  }

  private void onAnswer(TopicPartition.ReadReply reply) {
    if (reply instanceof TopicPartition.Found found) {
      take(found.batch());
      ask();
    } else if (reply instanceof TopicPartition.Stored stored) {
      context.pipeToSelf(
          history.readOne(stored, offsets[next]),
          (batch, failure) -> new Resumed(() -> onFetched(batch, failure)));
    } else {
      lose();
    }
  }

  private void onFetched(Optional<MessageBatch> batch, Throwable failure) {
    if (failure != null) {
      context.getLog().error("history cannot be read, trying again", failure);
      while (next < offsets.length) {
        taker.unreadable(offsets[next++]);
      }
      Resumed retry = new Resumed(this::ask);
      context.scheduleOnce(RETRY_AFTER, context.getSelf(), retry);
    } else if (batch.isPresent() && batch.get().contains(offsets[next])) {
      take(batch.get());
      ask();
    } else {
      lose();
    }
  }

  private void lose() {
    context.getLog().warn("the message at offset {} is gone", offsets[next]);
    taker.lost(offsets[next++]);
    ask();
  }

  private void take(MessageBatch batch) {
    long walked = batch.baseOffset();
    int position = batch.from();
    while (next < offsets.length && batch.contains(offsets[next])) {
      position = batch.skip(position, (int) (offsets[next] - walked));
      walked = offsets[next++];
      taker.take(walked, batch, position);
    }
  }
}
