package io.herald.broker.topic;

import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Appends that wait while a batch is being written. What has piled up becomes the next batch; an
 * append is never split, so that an MPUB is stored whole or not at all.
 */
final class AppendQueue {
  private final int batchBytesMax;
  private final Deque<Append> waiting = new ArrayDeque<>();
  private final List<Append> writing = new ArrayList<>();

  AppendQueue(int batchBytesMax) {
    this.batchBytesMax = batchBytesMax;
  }

  void add(Append append) {
    waiting.addLast(append);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Makes a batch of what waits, up to the limit of bytes but at least one append. */
  MessageBatch nextBatch(int partition, long baseOffset, long timestampNanos) {
    int bytes = 0;
    int count = 0;
    Deferrals deferrals = Deferrals.NONE;
    do {
      Append append = waiting.pollFirst();
      writing.add(append);
      deferrals = deferrals.and(append.deferrals().shifted(count));
      bytes += append.frames().length;
      count += append.count();
    } while (!waiting.isEmpty() && bytes + waiting.peekFirst().frames().length <= batchBytesMax);
    return MessageBatch.stamped(
        partition, baseOffset, count, joined(bytes), deferrals, timestampNanos);
  }

  private byte[] joined(int bytes) {
    if (writing.size() == 1) {
      return writing.get(0).frames();
    }
    byte[] frames = new byte[bytes];
    int at = 0;
    for (Append append : writing) {
      System.arraycopy(append.frames(), 0, frames, at, append.frames().length);
      at += append.frames().length;
    }
    return frames;
  }

  /** The batch is stored. Answers how many bytes its message bodies have. */
  long acknowledge() {
    long bodyBytes = 0;
    for (Append append : writing) {
      bodyBytes += append.bodyBytes();
      append.replyTo().tell(new AppendReply.Appended(append.token()));
    }
    writing.clear();
    return bodyBytes;
  }

  /** Nothing that is being written or waits will be stored. */
  void reject(String reason) {
    writing.addAll(waiting);
    waiting.clear();
    for (Append append : writing) {
      append.replyTo().tell(new AppendReply.Rejected(append.token(), reason));
    }
    writing.clear();
  }

  /** The partition has ended: what waits was never begun, what is being written may be stored. */
  void end(String reason) {
    for (Append append : writing) {
      append.replyTo().tell(new AppendReply.Rejected(append.token(), reason));
    }
    writing.clear();
    turnAway();
  }

  /** The topic is deleted: whoever publishes may publish to its successor. */
  void turnAway() {
    writing.addAll(waiting);
    waiting.clear();
    for (Append append : writing) {
      append.replyTo().tell(new AppendReply.TopicGone(append.token()));
    }
    writing.clear();
  }
}
