package io.herald.broker.topic;

import static io.herald.config.WhenFull.DROP_OLDEST;

import io.herald.config.StoreSettings;
import io.herald.config.TopicSettings;
import io.herald.persistence.partition.ManifestState;
import io.herald.persistence.partition.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Which segments of a partition may go: sealed, finished by every channel, and either older than
 * the age kept or in the way of a size allowed. Messages that somebody still has to read stay, but
 * where the topic would rather lose them than refuse new ones.
 *
 * @param ageMillis how long finished messages are kept
 * @param bytesMax finished messages go while the partition takes so many bytes; 0 = any number
 * @param limit what the partition may take, finished or not
 */
public record Retention(long ageMillis, long bytesMax, Limit limit) {
  private static final int SEGMENTS_MIN = 4;

  /**
   * How large a partition may become.
   *
   * @param setting that says so
   * @param bytes at which it is full; 0 = never
   * @param dropsOldest whether a full one drops its oldest messages; else it refuses new ones
   */
  public record Limit(String setting, long bytes, boolean dropsOldest) {}

  /**
   * What holds for a topic: what is set for it, else what the node says. A node's bound is one of
   * finished messages and one of all of them, which a topic may have apart.
   */
  static Retention of(StoreSettings node, TopicSettings topic) {
    Limit limit =
        topic.limitBytes() > 0
            ? new Limit("limit-bytes", topic.limitBytes(), topic.whenFull() == DROP_OLDEST)
            : new Limit("retention-bytes", node.retentionBytes(), false);
    return new Retention(
        topic.retentionAge().orElse(node.retentionAge()).toMillis(),
        topic.retentionBytes().orElse(node.retentionBytes()),
        limit);
  }

  /**
   * The oldest segments that may go.
   *
   * @param finishedTo every channel has finished everything below this offset
   * @param openBytes of the segment that is written to
   */
  List<Segment> expired(ManifestState manifest, long finishedTo, long openBytes, long nowMillis) {
    long bytes = manifest.sealedBytes() + openBytes;
    List<Segment> expired = new ArrayList<>();
    for (Segment segment : manifest.segments()) {
      boolean mayGo =
          segment.sealedAtMillis() + ageMillis <= nowMillis
              || (bytesMax > 0 && bytes >= bytesMax)
              || isFull(bytes)
              || segment.endOffset() <= manifest.droppedTo();
      if (segment.isOpen() || segment.endOffset() > finishedTo || !mayGo) {
        break;
      }
      expired.add(segment);
      bytes -= segment.bytes();
    }
    return expired;
  }

  /**
   * The offset below which all messages must go, finished or not, so that the partition is full no
   * more; 0 if none must. The open segment stays.
   */
  long overflow(ManifestState manifest, long openBytes) {
    long bytes = manifest.sealedBytes() + openBytes;
    long upTo = 0;
    for (Segment segment : manifest.segments()) {
      if (segment.isOpen() || !limit.dropsOldest() || !isFull(bytes)) {
        break;
      }
      upTo = segment.endOffset();
      bytes -= segment.bytes();
    }
    return upTo;
  }

  /** Whether a partition that takes {@code bytes} must not grow. */
  boolean isFull(long bytes) {
    return limit.bytes() > 0 && bytes >= limit.bytes();
  }

  /**
   * When a segment is to be sealed: a partition that may take little has several all the same, so
   * that old ones can go.
   *
   * @param wanted how large segments are else
   */
  long segmentBytesMax(long wanted) {
    long max = wanted;
    for (long bound : new long[] {bytesMax, limit.bytes()}) {
      max = bound > 0 ? Math.min(max, Math.max(1, bound / SEGMENTS_MIN)) : max;
    }
    return max;
  }
}
