package io.herald.broker.tcp;

import akka.actor.typed.ActorRef;
import io.herald.broker.session.ReplyQueue.Ticket;
import io.herald.broker.tcp.AppendRoutes.Way;
import io.herald.broker.topic.TopicPartition;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.Origin;
import java.util.Arrays;

/**
 * The messages that one chunk of input publishes to one topic in one way, as references into the
 * chunk. They become one append, laid out as frames in an array of exactly the right size.
 */
final class AppendCollector {
  private final Way way;
  private final Origin origin;
  private final ActorRef<TopicPartition.Command> partition;
  private final Ticket ticket = new Ticket();
  private byte[] array;
  private int[] froms = new int[32];
  private int[] lengths = new int[32];
  private int count;
  private int bodyBytes;
  private long[] deferredIndexes = new long[0];
  private long[] dues = new long[0];
  private int deferredCount;

  AppendCollector(Way way, Origin origin, ActorRef<TopicPartition.Command> partition) {
    this.way = way;
    this.origin = origin;
    this.partition = partition;
  }

  Way way() {
    return way;
  }

  /** Whether it is stored or not for itself, and takes nothing more. */
  boolean isAlone() {
    return origin.key().isPresent();
  }

  Origin origin() {
    return origin;
  }

  /** Where the append goes. */
  ActorRef<TopicPartition.Command> partition() {
    return partition;
  }

  Ticket ticket() {
    return ticket;
  }

  /** All bodies of one chunk lie in the same array. */
  void add(byte[] source, int from, int length) {
    array = source;
    if (count == froms.length) {
      froms = Arrays.copyOf(froms, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
    }
    froms[count] = from;
    lengths[count] = length;
    count++;
    bodyBytes += length;
  }

  void addDeferred(byte[] source, int from, int length, long dueMillis) {
    if (deferredCount == dues.length) {
      int room = Math.max(8, 2 * deferredCount);
      deferredIndexes = Arrays.copyOf(deferredIndexes, room);
      dues = Arrays.copyOf(dues, room);
    }
    deferredIndexes[deferredCount] = count;
    dues[deferredCount] = dueMillis;
    deferredCount++;
    add(source, from, length);
  }

  int count() {
    return count;
  }

  int bodyBytes() {
    return bodyBytes;
  }

  Deferrals deferrals() {
    return deferredCount == 0
        ? Deferrals.NONE
        : new Deferrals(
            Arrays.copyOf(deferredIndexes, deferredCount), Arrays.copyOf(dues, deferredCount));
  }

  byte[] layOutFrames() {
    byte[] frames = new byte[count * MessageFrame.HEADER_BYTES + bodyBytes];
    int at = 0;
    for (int n = 0; n < count; n++) {
      at = MessageFrame.layOut(frames, at, array, froms[n], lengths[n]);
    }
    return frames;
  }
}
