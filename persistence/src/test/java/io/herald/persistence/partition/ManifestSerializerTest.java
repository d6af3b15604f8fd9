package io.herald.persistence.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.herald.persistence.serialization.GoldenFilesTest;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.name.ChannelName;
import java.io.NotSerializableException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ManifestSerializerTest extends GoldenFilesTest {
  private static final long BASE = 5_000_000_000L;
  private static final SparseIndex INDEX =
      new SparseIndex(new long[] {BASE, BASE + 900, BASE + 2000}, new long[] {1, 10, 21});

  private static final KeyLog KEYS =
      KeyLog.EMPTY
          .with(BASE + 40, 1_800_000_000_000L, PublishKey.of("order-1"))
          .with(BASE + 90, 1_799_999_999_990L, PublishKey.of("order-2"));

  /** Golden file → the object it holds. */
  static Map<String, Object> samples() {
    return Map.ofEntries(
        Map.entry("PartitionCreated-1", new PartitionCreated(BASE)),
        Map.entry("SegmentOpened-1", new SegmentOpened(3, BASE)),
        Map.entry(
            "SegmentSealed-1", new SegmentSealed(BASE + 2500, 300_000, 1_800_000_000_000L, INDEX)),
        Map.entry("SegmentDeleted-1", new SegmentDeleted(3)),
        Map.entry("ChannelOpened-1", new ChannelOpened(new ChannelName("a"), BASE + 7)),
        Map.entry("ChannelClosed-1", new ChannelClosed(new ChannelName("a"))),
        Map.entry("MessagesHeld-1", new MessagesHeld(BASE + 9)),
        Map.entry("MessagesReleased-1", MessagesReleased.INSTANCE),
        Map.entry("PublishKeysKept-1", new PublishKeysKept(KEYS)),
        Map.entry("MessagesDropped-1", new MessagesDropped(BASE + 2500)),
        Map.entry("ManifestState-1", manifest(KeyLog.EMPTY, 0)),
        Map.entry("ManifestState-2", manifest(KEYS, 0)),
        Map.entry("ManifestState-3", manifest(KEYS, BASE)),
        Map.entry("SegmentState-1", segment(KeyLog.EMPTY)),
        Map.entry("SegmentState-2", segment(KEYS)));
  }

  private static ManifestState manifest(KeyLog keys, long droppedTo) {
    return new ManifestState(
        BASE,
        List.of(
            new Segment(3, BASE, BASE + 2500, 300_000, 1_800_000_000_000L, INDEX),
            Segment.open(4, BASE + 2500)),
        new TreeMap<>(Map.of(new ChannelName("a"), BASE, new ChannelName("b"), BASE + 7)),
        -1,
        keys,
        droppedTo);
  }

  private static SegmentState segment(KeyLog keys) {
    return new SegmentState(BASE + 2500, 300_000, 25, INDEX, 1234, 6, keys);
  }

  private final ManifestSerializer serializer = new ManifestSerializer();

  ManifestSerializerTest() {
    super(new ManifestSerializer(), "partition", samples());
  }

  @Test
  void everyEventHasASample() {
    assertThat(samples().values().stream().map(Object::getClass))
        .contains(ManifestEvent.class.getPermittedSubclasses());
  }

  @Test
  void statesBeforeAnyEventComeBack() throws NotSerializableException {
    assertThat(serializer.fromBinary(serializer.toBinary(ManifestState.EMPTY), "ManifestState:1"))
        .isEqualTo(ManifestState.EMPTY);
    assertThat(serializer.fromBinary(serializer.toBinary(SegmentState.EMPTY), "SegmentState:1"))
        .isEqualTo(SegmentState.EMPTY);
  }

  @Test
  void whatIsOfAnotherFamilyOrReleaseIsRefused() {
    assertThatThrownBy(() -> serializer.manifest("text"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1}, "SegmentDeleted:2"))
        .isInstanceOf(NotSerializableException.class);
  }
}
