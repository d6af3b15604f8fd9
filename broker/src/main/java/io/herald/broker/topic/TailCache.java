package io.herald.broker.topic;

import io.herald.protocol.message.MessageBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The newest batches of a partition, so that channels which keep up never read the disk. Bounded by
 * bytes, for the topic and for the node; what leaves it is read from the store.
 */
final class TailCache {
  private final CacheBudget budget;
  private final Deque<MessageBatch> batches = new ArrayDeque<>();
  private final long messagesMax;
  private long bytes;
  private long messages;

  /**
   * An empty cache.
   *
   * @param messagesMax how many messages to keep at most, besides the bytes that budget allows
   */
  TailCache(CacheBudget budget, long messagesMax) {
    this.budget = budget;
    this.messagesMax = messagesMax;
  }

  void add(MessageBatch batch) {
    batches.addLast(batch);
    account(batch, 1);
    while (batches.size() > 1 && (bytes > budget.perTopicMax() || budget.isExceeded())) {
      dropOldest();
    }
    while (messages > messagesMax) {
      dropMessages(messages - messagesMax);
    }
  }

  /** The batch that holds {@code offset}, or null. The newest are looked at first. */
  MessageBatch find(long offset) {
    if (batches.isEmpty() || offset < batches.peekFirst().baseOffset()) {
      return null;
    }
    Iterator<MessageBatch> newestFirst = batches.descendingIterator();
    while (newestFirst.hasNext()) {
      MessageBatch batch = newestFirst.next();
      if (batch.contains(offset)) {
        return batch;
      }
      if (batch.endOffset() <= offset) {
        return null;
      }
    }
    return null;
  }

  /** The first offset that is here; {@code tail} if none is. */
  long firstOffset(long tail) {
    return batches.isEmpty() ? tail : batches.peekFirst().baseOffset();
  }

  void clear() {
    while (!batches.isEmpty()) {
      dropOldest();
    }
  }

  /** Drops messages off the oldest batch, as many as it has. */
  private void dropMessages(long excess) {
    MessageBatch oldest = batches.peekFirst();
    dropOldest();
    if (oldest.count() > excess) {
      MessageBatch rest = oldest.from(oldest.baseOffset() + excess);
      batches.addFirst(rest);
      account(rest, 1);
    }
  }

  private void dropOldest() {
    account(batches.pollFirst(), -1);
  }

  private void account(MessageBatch batch, int sign) {
    bytes += (long) sign * batch.sizeBytes();
    messages += (long) sign * batch.count();
    budget.add((long) sign * batch.sizeBytes());
  }
}
