package io.herald.broker.topic;

import io.herald.broker.delivery.KeyWindow;
import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.persistence.partition.KeyLog;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.message.PublishKeys;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Appends that wait while a batch is being written. What has piled up becomes the next batch; an
 * append is never split, so that an MPUB is stored whole or not at all. An append whose publish key
 * is remembered is answered when its turn comes, and not written: until then it has waited for what
 * may be its first.
 */
final class AppendQueue {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final int partition;
  private final int batchBytesMax;
  private final KeyWindow keys;
  private final Deque<Append> waiting = new ArrayDeque<>();
  private AppendBatch writing = new AppendBatch();

  /**
   * An empty queue.
   *
   * @param partition index of the partition
   * @param batchBytesMax frames in one batch, unless a single append is larger
   * @param keys what the partition remembers
   */
  AppendQueue(int partition, int batchBytesMax, KeyWindow keys) {
    this.partition = partition;
    this.batchBytesMax = batchBytesMax;
    this.keys = keys;
  }

  void add(Append append) {
    waiting.addLast(append);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Whether the append need not be stored, because its key is remembered. */
  boolean isRepeat(Append append, long nowMillis) {
    return firstOffset(append, nowMillis) != KeyWindow.NONE;
  }

  private long firstOffset(Append append, long nowMillis) {
    return append.origin().key().isEmpty()
        ? KeyWindow.NONE
        : keys.find(append.origin().key().get(), nowMillis);
  }

  /** What is stored says which keys are to be remembered. */
  void recovered(KeyLog stored) {
    keys.clear();
    for (int n = 0; n < stored.size(); n++) {
      keys.remember(stored.key(n), stored.offset(n), stored.millis(n));
    }
  }

  /**
   * Makes a batch of what waits, up to the limit of bytes but at least one append; answers what
   * need not be stored.
   *
   * @return null if nothing is to be stored
   */
  MessageBatch nextBatch(long baseOffset, long timestampNanos) {
    long nowMillis = timestampNanos / NANOS_PER_MILLI;
    keys.forget(nowMillis);
    while (!waiting.isEmpty() && writing.takes(waiting.peekFirst(), batchBytesMax)) {
      Append append = waiting.pollFirst();
      long first = firstOffset(append, nowMillis);
      if (first == KeyWindow.NONE) {
        writing.add(append, keys.isOn());
      } else {
        long firstId = MessageId.of(partition, first);
        append.replyTo().tell(new AppendReply.Appended(append.token(), firstId, true));
      }
    }
    return writing.isEmpty()
        ? null
        : writing.stamped(partition, baseOffset, timestampNanos, keys.keptFrom(baseOffset));
  }

  /** The batch is stored. Answers how many bytes its message bodies have. */
  long acknowledge(MessageBatch batch) {
    for (PublishKeys.Entry entry : batch.origin().keys().entries()) {
      keys.remember(entry.key(), entry.offset(), batch.publishedMillis());
    }
    long bodyBytes = writing.acknowledge(partition, batch.baseOffset());
    writing = new AppendBatch();
    return bodyBytes;
  }

  /** Nothing that is being written or waits will be stored. */
  void reject(String reason) {
    rejectWriting(reason);
    waiting.forEach(append -> reject(append, reason));
    waiting.clear();
  }

  /** The partition has ended: what waits was never begun, what is being written may be stored. */
  void end(String reason) {
    rejectWriting(reason);
    turnAway();
  }

  private void rejectWriting(String reason) {
    writing.reject(reason);
    writing = new AppendBatch();
  }

  /** The topic is deleted: whoever publishes may publish to its successor. */
  void turnAway() {
    writing.turnAway();
    writing = new AppendBatch();
    waiting.forEach(AppendQueue::turnAway);
    waiting.clear();
  }

  static void reject(Append append, String reason) {
    append.replyTo().tell(new AppendReply.Rejected(append.token(), reason));
  }

  static void turnAway(Append append) {
    append.replyTo().tell(new AppendReply.TopicGone(append.token()));
  }
}
