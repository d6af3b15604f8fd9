package io.herald.broker.topic;

import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.protocol.message.BatchOrigin;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.message.PublishKeys;
import io.herald.protocol.message.Publishers;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The appends that become one event, and those that repeat one of them. All are for the same
 * channels.
 */
final class AppendBatch {
  private final List<Append> appends = new ArrayList<>();
  private final Publishers.Builder publishers = new Publishers.Builder();
  private Optional<ChannelName> audience = Optional.empty();
  private Deferrals deferrals = Deferrals.NONE;
  private int bytes;
  private int count;

  /** For each key how many messages come before it; null = there are none. */
  private Map<PublishKey, Integer> keys;

  private List<PublishKeys.Entry> entries = List.of(); // offsets from 0
  private List<Append> repeats = List.of();

  boolean isEmpty() {
    return appends.isEmpty();
  }

  /** Whether the append may be in the same event. */
  boolean takes(Append append, int bytesMax) {
    return appends.isEmpty()
        || (bytes + append.frames().length <= bytesMax
            && append.origin().audience().equals(audience));
  }

  /**
   * Adds an append; one whose key is here already is answered with it and not written.
   *
   * @param isOnce whether its key counts
   */
  void add(Append append, boolean isOnce) {
    if (isOnce && append.origin().key().isPresent() && !isFirst(append)) {
      repeats.add(append);
      return;
    }
    if (appends.isEmpty()) {
      audience = append.origin().audience();
    }
    appends.add(append);
    publishers.add(append.origin().publisher(), append.count());
    deferrals = deferrals.and(append.deferrals().shifted(count));
    bytes += append.frames().length;
    count += append.count();
  }

  private boolean isFirst(Append append) {
    PublishKey key = append.origin().key().get();
    if (keys == null) {
      keys = new HashMap<>();
      entries = new ArrayList<>();
      repeats = new ArrayList<>();
    }
    if (keys.putIfAbsent(key, count) != null) {
      return false;
    }
    entries.add(new PublishKeys.Entry(count, key));
    return true;
  }

  /**
   * The messages with their place in the partition.
   *
   * @param keptFrom keys of messages below this offset are forgotten
   */
  MessageBatch stamped(int partition, long baseOffset, long timestampNanos, long keptFrom) {
    return MessageBatch.stamped(partition, baseOffset, count, joined(), deferrals, timestampNanos)
        .of(new BatchOrigin(publishers.build(), publishKeys(baseOffset, keptFrom), audience));
  }

  private PublishKeys publishKeys(long baseOffset, long keptFrom) {
    if (keys == null) {
      return PublishKeys.NONE;
    }
    return new PublishKeys(
        entries.stream()
            .map(entry -> new PublishKeys.Entry(baseOffset + entry.offset(), entry.key()))
            .toList(),
        keptFrom);
  }

  private byte[] joined() {
    if (appends.size() == 1) {
      return appends.get(0).frames();
    }
    byte[] frames = new byte[bytes];
    int at = 0;
    for (Append append : appends) {
      System.arraycopy(append.frames(), 0, frames, at, append.frames().length);
      at += append.frames().length;
    }
    return frames;
  }

  /** The batch is stored. Answers how many bytes its message bodies have. */
  long acknowledge(int partition, long baseOffset) {
    long bodyBytes = 0;
    long offset = baseOffset;
    for (Append append : appends) {
      bodyBytes += append.bodyBytes();
      long firstId = MessageId.of(partition, offset);
      append.replyTo().tell(new AppendReply.Appended(append.token(), firstId, false));
      offset += append.count();
    }
    for (Append repeat : repeats) {
      long first = baseOffset + keys.get(repeat.origin().key().orElseThrow());
      long firstId = MessageId.of(partition, first);
      repeat.replyTo().tell(new AppendReply.Appended(repeat.token(), firstId, true));
    }
    return bodyBytes;
  }

  /** The batch will not be stored, or nobody knows. */
  void reject(String reason) {
    appends.forEach(append -> AppendQueue.reject(append, reason));
    repeats.forEach(repeat -> AppendQueue.reject(repeat, reason));
  }

  /** Whoever publishes may do so elsewhere. */
  void turnAway() {
    appends.forEach(AppendQueue::turnAway);
    repeats.forEach(AppendQueue::turnAway);
  }
}
