package io.herald.broker.channel;

import io.herald.persistence.cursor.OffsetRanges;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Messages for other channels that a channel has seen coming and has not read up to yet, so that
 * they do not count as its depth. After a restart they are not known and count until they are read.
 */
final class ForeignMessages {
  private static final int RANGES_MAX = 4096; // more are not known

  private final Deque<Range> ranges = new ArrayDeque<>(); // by rising offset
  private long count;

  private record Range(long from, long to) {}

  /** Takes a batch at the log's end; returns how many of its messages are for others. */
  int note(MessageBatch batch, ChannelName channel) {
    if (batch.origin().isFor(channel)) {
      return 0;
    }
    add(batch.baseOffset(), batch.endOffset());
    return batch.count();
  }

  /** Messages at the log's end, from one offset to before the other. */
  void add(long from, long to) {
    Range last = ranges.peekLast();
    if (last != null && last.to == from) {
      ranges.pollLast();
      ranges.addLast(new Range(last.from, to));
    } else if (ranges.size() < RANGES_MAX) {
      ranges.addLast(new Range(from, to));
    } else {
      return;
    }
    count += to - from;
  }

  /** Those that are known, without what lies before a place once asked for. */
  OffsetRanges known() {
    OffsetRanges.Builder all = new OffsetRanges.Builder(ranges.size());
    ranges.forEach(range -> all.append(range.from, range.to));
    return all.build();
  }

  /** How many there are at this offset or behind it; what lies before is forgotten. */
  long behind(long readOffset) {
    while (!ranges.isEmpty() && ranges.peekFirst().from < readOffset) {
      Range first = ranges.pollFirst();
      count -= first.to - first.from;
      if (first.to > readOffset) {
        ranges.addFirst(new Range(readOffset, first.to));
        count += first.to - readOffset;
      }
    }
    return count;
  }
}
