package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.partition.KeyLog;
import io.herald.persistence.partition.ManifestEvent;
import io.herald.persistence.partition.ManifestSerializer;
import io.herald.persistence.partition.ManifestState;
import io.herald.persistence.partition.MessagesAppended;
import io.herald.persistence.partition.MessagesSerializer;
import io.herald.persistence.partition.SegmentState;
import io.herald.protocol.message.MessageBatch;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What the store has of a partition: its manifest, its segments, their snapshots. All that comes or
 * goes passes through bytes.
 */
final class StoredPartition {
  private static final int SNAPSHOT_EVENTS = 40;

  private final MessagesSerializer messages = new MessagesSerializer();
  private final ManifestSerializer states = new ManifestSerializer();
  private final SplittableRandom random;
  private final int keysMax;
  private final long windowMillis;
  private final NavigableMap<Long, MessageBatch> batches = new TreeMap<>(); // by first offset
  private final List<MessagesAppended> eventsSince = new ArrayList<>();
  private SegmentState segment = SegmentState.EMPTY;
  private ManifestState manifest;
  private byte[] segmentSnapshot;
  private String snapshotManifest;

  /** An empty one, whose first message gets offset {@code first}. */
  StoredPartition(SplittableRandom random, long first, int keysMax, long windowMillis) {
    this.random = random;
    this.keysMax = keysMax;
    this.windowMillis = windowMillis;
    this.manifest =
        ManifestState.EMPTY
            .apply(new ManifestEvent.PartitionCreated(first))
            .apply(new ManifestEvent.SegmentOpened(1, first));
    newSegment();
  }

  ManifestState manifest() {
    return manifest;
  }

  /** The open segment. */
  SegmentState segment() {
    return segment;
  }

  /** The offset that the next message gets. */
  long tail() {
    return Math.max(segment.nextOffset(), manifest.openSegment().baseOffset());
  }

  /** The batch that holds this message, or null. */
  MessageBatch batchWith(long offset) {
    Map.Entry<Long, MessageBatch> before = batches.floorEntry(offset);
    return before == null || !before.getValue().contains(offset) ? null : before.getValue();
  }

  /** The first offset from this one on whose message is there; else the tail. */
  long firstFrom(long offset) {
    Long base = batchWith(offset) == null ? batches.ceilingKey(offset) : Long.valueOf(offset);
    return base == null ? tail() : base;
  }

  void persist(MessageBatch batch) {
    MessagesAppended event = new MessagesAppended(batch);
    segment = segment.apply(event, segment.lastSequenceNr() + 1);
    eventsSince.add(event);
    batches.put(batch.baseOffset(), read(event).batch());
    if (eventsSince.size() >= SNAPSHOT_EVENTS && random.nextInt(3) == 0) {
      snapshot();
    }
    int brought = batch.origin().keys().entries().size();
    if (brought > 0) { // else the state stays as it was
      assertThat(segment.keys().size())
          .as("what is kept of the segment's keys")
          .isLessThanOrEqualTo(keysMax + brought);
    }
  }

  void persist(ManifestEvent event) {
    manifest =
        manifest.apply((ManifestEvent) states(states.toBinary(event), states.manifest(event)));
  }

  /** The publish keys that are to be remembered. */
  KeyLog keys(long nowMillis) {
    return manifest.keys().and(segment.keys()).newest(keysMax, nowMillis - windowMillis);
  }

  /** Seals the open segment and opens another. */
  void roll(long nowMillis) {
    long end = tail();
    KeyLog keys = keys(nowMillis);
    long bytes = segment.bytes();
    persist(new ManifestEvent.SegmentSealed(end, bytes, nowMillis, segment.index()));
    persist(new ManifestEvent.SegmentOpened(manifest.nextSegment(), end));
    persist(new ManifestEvent.PublishKeysKept(keys));
    newSegment();
  }

  /** The bytes in {@code [from, to)} are no more. */
  void purge(long from, long to) {
    batches.subMap(from, to).clear();
  }

  /** As a partition reads it that knows nothing. */
  void recover() {
    segment = (SegmentState) states(segmentSnapshot, snapshotManifest);
    for (MessagesAppended event : eventsSince) {
      segment = segment.apply(read(event), segment.lastSequenceNr() + 1);
    }
    manifest = (ManifestState) states(states.toBinary(manifest), states.manifest(manifest));
  }

  private void newSegment() {
    segment = SegmentState.EMPTY;
    snapshot();
  }

  private void snapshot() {
    segmentSnapshot = states.toBinary(segment);
    snapshotManifest = states.manifest(segment);
    eventsSince.clear();
  }

  private MessagesAppended read(MessagesAppended event) {
    try {
      return (MessagesAppended)
          messages.fromBinary(messages.toBinary(event), messages.manifest(event));
    } catch (NotSerializableException e) {
      throw new AssertionError(e);
    }
  }

  private Object states(byte[] bytes, String manifestName) {
    try {
      return states.fromBinary(bytes, manifestName);
    } catch (NotSerializableException e) {
      throw new AssertionError(e);
    }
  }
}
