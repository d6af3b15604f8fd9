package io.herald.broker.channel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.topic.TopicPartition;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.name.ChannelName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Where a channel's unread messages come from: the batch that has just been appended, else the
 * partition's newest batches, else the store as a stream. Belongs to one {@link Channel} and runs
 * in it.
 *
 * <pre>
 *            store (stream)            newest batches        just appended
 *   ├──────────────────────────────────┼───────────────────────┼─────────┤
 *   readOffset may be anywhere                                          tail
 * </pre>
 */
final class BatchSource {
  /** Something asked for has come. */
  sealed interface Event extends Channel.Command {}

  private record Answered(long question, TopicPartition.ReadReply reply) implements Event {}

  private record Pulled(
      HistoryReader.Reading reading, Optional<List<MessageBatch>> batches, Throwable failure)
      implements Event {}

  private enum Retry implements Event {
    INSTANCE
  }

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ActorContext<Channel.Command> context;
  private final ActorRef<TopicPartition.Command> partition;
  private final HistoryReader history;
  private final ChannelName channel;
  private final ChannelLedger ledger;
  private final Deque<MessageBatch> batches = new ArrayDeque<>();

  private long readableTo;
  private long cachedFrom;
  private boolean isAsking;
  private long question; // an answer to an older one has nothing to do with what is read now
  private HistoryReader.Reading reading;

  /** Where the segment that is being read ends; what it should hold and does not is lost. */
  private long readingEnd;

  private boolean readingIsBarren;

  BatchSource(
      ActorContext<Channel.Command> context,
      ActorRef<TopicPartition.Command> partition,
      HistoryReader history,
      ChannelName channel,
      ChannelLedger ledger) {
    this.context = context;
    this.partition = partition;
    this.history = history;
    this.channel = channel;
    this.ledger = ledger;
    this.readableTo = ledger.readOffset();
  }

  /** The first offset that may not be read. */
  long readableTo() {
    return readableTo;
  }

  void readableTo(long offset, long newCachedFrom) {
    readableTo = offset;
    cachedFrom = newCachedFrom;
  }

  /** How many unread messages are not in memory. */
  long uncached() {
    return cachedFrom - ledger.readOffset();
  }

  boolean hasUnread() {
    return ledger.readOffset() < readableTo;
  }

  void tailAdvanced(MessageBatch batch, long tail, long newCachedFrom) {
    readableTo = tail;
    cachedFrom = newCachedFrom;
    if (!isAsking && reading == null && batches.isEmpty() && batch.contains(ledger.readOffset())) {
      batches.add(batch);
    }
  }

  /** Forgets what is at hand and under way, because reading goes on elsewhere. */
  void clear() {
    batches.clear();
    stopReading();
    question++;
    isAsking = false;
  }

  /** The batch with the next unread message, or null; what is for other channels is passed over. */
  MessageBatch next() {
    while (hasUnread() && !batches.isEmpty()) {
      MessageBatch batch = batches.peek();
      if (batch.endOffset() <= ledger.readOffset()) {
        batches.remove();
      } else if (batch.baseOffset() > ledger.readOffset()) {
        lose(batch.baseOffset());
      } else if (!batch.origin().isFor(channel)) {
        ledger.passOver(Math.min(batch.endOffset(), readableTo));
      } else {
        return batch;
      }
    }
    return null;
  }

  /** Messages that should be there are not: retention of an ephemeral topic, or damage. */
  private void lose(long upTo) {
    long end = Math.min(upTo, readableTo);
    long lost = end - ledger.readOffset();
    if (lost > 0) {
      context.getLog().warn("{} messages from offset {} are gone", lost, ledger.readOffset());
      ledger.skipUnread(end);
    }
  }

  /**
   * Asks for more if there is room for it and nothing at hand. From a stream the next batches are
   * asked for while the last one is being given out, so that nobody waits for them.
   *
   * @param isAgeWanted whether to read without room, to see whether the next one is too old
   */
  void readAhead(boolean isAgeWanted) {
    boolean isNeeded =
        batches.isEmpty()
            ? ledger.capacity() > 0 || isAgeWanted
            : reading != null && batches.size() == 1;
    if (isAsking || !hasUnread() || !isNeeded) {
      return;
    }
    isAsking = true;
    if (reading == null) {
      long asked = ++question;
      partition.tell(
          new TopicPartition.Read(
              ledger.readOffset(), context.getSelf(), reply -> new Answered(asked, reply)));
    } else {
      pull(reading);
    }
  }

  private void pull(HistoryReader.Reading from) {
    context.pipeToSelf(from.pull(), (pulled, failure) -> new Pulled(from, pulled, failure));
  }

  void happened(Event event) {
    if (event instanceof Answered answered && answered.question() == question) {
      isAsking = false;
      onAnswer(answered.reply());
    } else if (event instanceof Pulled pulled
        && reading != null
        && pulled.reading().isSame(reading)) {
      isAsking = false;
      onPulled(pulled);
    } else if (event == Retry.INSTANCE) {
      isAsking = false;
    }
  }

  private void onAnswer(TopicPartition.ReadReply reply) {
    if (reply instanceof TopicPartition.Found found) {
      batches.add(found.batch());
    } else if (reply instanceof TopicPartition.Missing missing) {
      lose(missing.nextOffset());
    } else if (reply instanceof TopicPartition.Stored stored) {
      readingIsBarren = true;
      readingEnd = stored.endOffset();
      reading = history.read(stored, ledger.readOffset());
    }
  }

  private void onPulled(Pulled pulled) {
    if (pulled.failure() != null) {
      context.getLog().error("history cannot be read, trying again", pulled.failure());
      stopReading();
      isAsking = true;
      context.scheduleOnce(RETRY_AFTER, context.getSelf(), Retry.INSTANCE);
    } else if (pulled.batches().isPresent()) {
      readingIsBarren = false;
      batches.addAll(pulled.batches().get());
    } else {
      reading = null;
      if (readingIsBarren) {
        lose(readingEnd);
      }
    }
  }

  private void stopReading() {
    if (reading != null) {
      reading.cancel();
      reading = null;
      isAsking = false;
    }
  }
}
