package io.herald.persistence.partition;

import io.herald.persistence.partition.ManifestEvent.ChannelClosed;
import io.herald.persistence.partition.ManifestEvent.ChannelOpened;
import io.herald.persistence.partition.ManifestEvent.MessagesDropped;
import io.herald.persistence.partition.ManifestEvent.MessagesHeld;
import io.herald.persistence.partition.ManifestEvent.MessagesReleased;
import io.herald.persistence.partition.ManifestEvent.PartitionCreated;
import io.herald.persistence.partition.ManifestEvent.PublishKeysKept;
import io.herald.persistence.partition.ManifestEvent.SegmentDeleted;
import io.herald.persistence.partition.ManifestEvent.SegmentOpened;
import io.herald.persistence.partition.ManifestEvent.SegmentSealed;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a partition consists of. Immutable.
 *
 * @param firstOffset of the partition's first message ever; −1 before it was created
 * @param segments by number, only the last may be open
 * @param channels with the offset each began at
 * @param heldFrom messages from here on are not given to the channels; −1 = all are
 * @param keys publish keys of messages in sealed segments, as they were when the last one was
 *     sealed
 * @param droppedTo messages below are not delivered any more, finished or not; 0 = none was dropped
 */
public record ManifestState(
    long firstOffset,
    List<Segment> segments,
    Map<ChannelName, Long> channels,
    long heldFrom,
    KeyLog keys,
    long droppedTo) {

  /** Before the first event. */
  public static final ManifestState EMPTY =
      new ManifestState(-1, List.of(), Map.of(), -1, KeyLog.EMPTY, 0);

  /** Whether the partition has been created. */
  public boolean exists() {
    return firstOffset >= 0;
  }

  /** The segment that is written to, or null. */
  public Segment openSegment() {
    Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    return last != null && last.isOpen() ? last : null;
  }

  /** The number the next segment gets. */
  public long nextSegment() {
    return segments.isEmpty() ? 1 : segments.get(segments.size() - 1).number() + 1;
  }

  /** Bytes of frames in the sealed segments. */
  public long sealedBytes() {
    return segments.stream().mapToLong(Segment::bytes).sum();
  }

  /** The first segment that has {@code offset} or anything behind it, or null. */
  public Segment segmentFor(long offset) {
    int low = 0;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (segments.get(middle).endOffset() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < segments.size() ? segments.get(low) : null;
  }

  /** The state behind {@code event}. */
  public ManifestState apply(ManifestEvent event) {
    if (event instanceof PartitionCreated created) {
      return new ManifestState(
          created.firstOffset(), segments, channels, created.firstOffset(), keys, droppedTo);
    }
    if (event instanceof SegmentOpened opened) {
      List<Segment> more = new ArrayList<>(segments);
      more.add(Segment.open(opened.segment(), opened.baseOffset()));
      return withSegments(more);
    }
    if (event instanceof SegmentSealed sealed) {
      return withSegments(sealed(sealed));
    }
    if (event instanceof PublishKeysKept kept) {
      return new ManifestState(firstOffset, segments, channels, heldFrom, kept.keys(), droppedTo);
    }
    if (event instanceof SegmentDeleted deleted) {
      return withSegments(
          segments.stream().filter(segment -> segment.number() != deleted.segment()).toList());
    }
    if (event instanceof ChannelOpened opened) {
      Map<ChannelName, Long> more = new TreeMap<>(channels);
      more.put(opened.channel(), opened.startOffset());
      return withChannels(more);
    }
    if (event instanceof ChannelClosed closed) {
      Map<ChannelName, Long> fewer = new TreeMap<>(channels);
      fewer.remove(closed.channel());
      return withChannels(fewer);
    }
    if (event instanceof MessagesHeld held) {
      return new ManifestState(firstOffset, segments, channels, held.offset(), keys, droppedTo);
    }
    if (event == MessagesReleased.INSTANCE) {
      return new ManifestState(firstOffset, segments, channels, -1, keys, droppedTo);
    }
    if (event instanceof MessagesDropped dropped) {
      long upTo = Math.max(droppedTo, dropped.upTo());
      return new ManifestState(firstOffset, segments, channels, heldFrom, keys, upTo);
    }
    throw new AssertionError("unhandled " + event);
  }

  private List<Segment> sealed(SegmentSealed event) {
    List<Segment> changed = new ArrayList<>(segments);
    Segment open = changed.remove(changed.size() - 1);
    changed.add(
        new Segment(
            open.number(),
            open.baseOffset(),
            event.endOffset(),
            event.bytes(),
            event.sealedAtMillis(),
            event.index()));
    return changed;
  }

  private ManifestState withSegments(List<Segment> changed) {
    return new ManifestState(
        firstOffset, List.copyOf(changed), channels, heldFrom, keys, droppedTo);
  }

  private ManifestState withChannels(Map<ChannelName, Long> changed) {
    return new ManifestState(
        firstOffset,
        segments,
        java.util.Collections.unmodifiableMap(changed),
        heldFrom,
        keys,
        droppedTo);
  }
}
