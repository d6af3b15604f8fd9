package io.herald.persistence.partition;

import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.message.PublishKeys;
import java.util.Arrays;

/**
 * Publish keys, each with the offset of the first message that was published under it and when that
 * was; by rising offset. Immutable, and cheap to add to all the same: newer logs share their array
 * with older ones, which end before what was added.
 */
public final class KeyLog {
  /** No keys. */
  public static final KeyLog EMPTY = new KeyLog(new Shared(0), 0, 0);

  private static final int LONGS = 4; // offset, milliseconds, key
  private static final int CAPACITY_MIN = 16;

  private final Shared shared;
  private final int from;
  private final int to;

  /** The array of logs that have grown out of each other; only the longest of them adds to it. */
  private static final class Shared {
    final long[] longs;
    int used;

    Shared(int entries) {
      this.longs = new long[entries * LONGS];
    }
  }

  private KeyLog(Shared shared, int from, int to) {
    this.shared = shared;
    this.from = from;
    this.to = to;
  }

  /** How many keys there are. */
  public int size() {
    return to - from;
  }

  /** The offset of the first message under key {@code n}. */
  public long offset(int n) {
    return shared.longs[(from + n) * LONGS];
  }

  /** When it was published, in milliseconds since 1970. */
  public long millis(int n) {
    return shared.longs[(from + n) * LONGS + 1];
  }

  /** Key {@code n}. */
  public PublishKey key(int n) {
    int at = (from + n) * LONGS;
    return new PublishKey(shared.longs[at + 2], shared.longs[at + 3]);
  }

  /**
   * This log and the keys of a batch behind it, without those that the batch says are forgotten.
   */
  public KeyLog with(MessageBatch batch) {
    PublishKeys keys = batch.origin().keys();
    if (keys.isEmpty()) {
      return this;
    }
    KeyLog changed = from(keys.keptFrom());
    long millis = batch.publishedMillis();
    for (PublishKeys.Entry entry : keys.entries()) {
      changed = changed.with(entry.offset(), millis, entry.key());
    }
    return changed;
  }

  /** This log and one key more, whose offset is larger than all others. */
  public KeyLog with(long offset, long millis, PublishKey key) {
    Shared target = shared;
    int begin = from;
    int end = to;
    if (shared.used != to || (to + 1) * LONGS > shared.longs.length) {
      target = new Shared(Math.max(CAPACITY_MIN, 2 * size()));
      System.arraycopy(shared.longs, from * LONGS, target.longs, 0, size() * LONGS);
      begin = 0;
      end = size();
    }
    int at = end * LONGS;
    target.longs[at] = offset;
    target.longs[at + 1] = millis;
    target.longs[at + 2] = key.high();
    target.longs[at + 3] = key.low();
    target.used = end + 1;
    return new KeyLog(target, begin, end + 1);
  }

  /** This log and one that follows it. */
  public KeyLog and(KeyLog later) {
    if (size() == 0) {
      return later;
    }
    KeyLog both = this;
    for (int n = 0; n < later.size(); n++) {
      both = both.with(later.offset(n), later.millis(n), later.key(n));
    }
    return both;
  }

  /** The keys of messages from {@code offset} on. */
  public KeyLog from(long offset) {
    int first = from;
    while (first < to && shared.longs[first * LONGS] < offset) {
      first++;
    }
    return since(first);
  }

  /** The keys of the newest messages, at most {@code max}, none published before that time. */
  public KeyLog newest(int max, long fromMillis) {
    int first = Math.max(from, to - max);
    while (first < to && shared.longs[first * LONGS + 1] < fromMillis) {
      first++;
    }
    return since(first);
  }

  private KeyLog since(int first) {
    if (first == from) {
      return this;
    }
    return first == to ? EMPTY : new KeyLog(shared, first, to);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyLog that
        && Arrays.equals(
            shared.longs,
            from * LONGS,
            to * LONGS,
            that.shared.longs,
            that.from * LONGS,
            that.to * LONGS);
  }

  @Override
  public int hashCode() {
    return size() == 0 ? 0 : Long.hashCode(offset(0)) * 31 + size();
  }
}
