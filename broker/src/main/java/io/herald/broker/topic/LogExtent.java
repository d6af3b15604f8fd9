package io.herald.broker.topic;

import io.herald.persistence.partition.Segment;
import io.herald.persistence.partition.SparseIndex;
import java.util.List;

/**
 * How much a partition has stored, as it was at one moment.
 *
 * @param segments those that are not about to be deleted, with the open one as if it ended now
 */
public record LogExtent(List<Segment> segments) {
  /** Nothing is stored, as of an ephemeral topic. */
  static final LogExtent NONE = new LogExtent(List.of());

  /** Bytes of frames: bodies, and 30 bytes for each message. */
  public long bytes() {
    return segments.stream().mapToLong(Segment::bytes).sum();
  }

  /**
   * Bytes of the messages at {@code offset} and behind it: exact but for the segment that holds it,
   * which is estimated within one entry of its index, which is about 256 KiB and a batch.
   */
  public long bytesFrom(long offset) {
    long bytes = 0;
    for (Segment segment : segments) {
      if (segment.baseOffset() >= offset) {
        bytes += segment.bytes();
      } else if (segment.endOffset() > offset) {
        bytes += Math.round(segment.bytes() * (1 - shareBefore(segment, offset)));
      }
    }
    return bytes;
  }

  /** Takes the entries of the index for pieces of equal size, and messages between two as well. */
  private static double shareBefore(Segment segment, long offset) {
    SparseIndex index = segment.index();
    int entries = Math.max(1, index.size());
    int next = 0;
    while (next < index.size() && index.offset(next) <= offset) {
      next++;
    }
    int entry = Math.max(0, next - 1);
    long from = index.size() == 0 ? segment.baseOffset() : index.offset(entry);
    long to = next < index.size() ? index.offset(next) : segment.endOffset();
    double within = (double) Math.max(0, offset - from) / Math.max(1, to - from);
    return (entry + within) / entries;
  }
}
