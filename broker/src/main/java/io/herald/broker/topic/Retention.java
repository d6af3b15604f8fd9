package io.herald.broker.topic;

import io.herald.persistence.partition.ManifestState;
import io.herald.persistence.partition.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Which segments of a partition may go: sealed, finished by every channel, and either older than
 * the age kept or in the way of the size allowed. Messages that somebody still has to read always
 * stay.
 *
 * @param ageMillis how long finished messages are kept
 * @param bytesMax how many bytes a topic may take; 0 = any number
 */
record Retention(long ageMillis, long bytesMax) {

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
      boolean isOld = segment.sealedAtMillis() + ageMillis <= nowMillis;
      boolean isInTheWay = bytesMax > 0 && bytes >= bytesMax;
      if (segment.isOpen() || segment.endOffset() > finishedTo || !(isOld || isInTheWay)) {
        break;
      }
      expired.add(segment);
      bytes -= segment.bytes();
    }
    return expired;
  }

  /** Whether a topic that takes {@code bytes} must not grow. */
  boolean isFull(long bytes) {
    return bytesMax > 0 && bytes >= bytesMax;
  }
}
