package io.herald.persistence.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.partition.ManifestEvent.ChannelClosed;
import io.herald.persistence.partition.ManifestEvent.ChannelOpened;
import io.herald.persistence.partition.ManifestEvent.MessagesDropped;
import io.herald.persistence.partition.ManifestEvent.MessagesHeld;
import io.herald.persistence.partition.ManifestEvent.MessagesReleased;
import io.herald.persistence.partition.ManifestEvent.PartitionCreated;
import io.herald.persistence.partition.ManifestEvent.SegmentDeleted;
import io.herald.persistence.partition.ManifestEvent.SegmentOpened;
import io.herald.persistence.partition.ManifestEvent.SegmentSealed;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestStateTest {
  private static final ChannelName A = new ChannelName("a");
  private static final ChannelName B = new ChannelName("b");

  private static ManifestState after(ManifestEvent... events) {
    ManifestState state = ManifestState.EMPTY;
    for (ManifestEvent event : events) {
      state = state.apply(event);
    }
    return state;
  }

  /** Segments 1 = [100, 200) and 2 = [200, 300) sealed, 3 from 300 on open. */
  private static ManifestState threeSegments() {
    return after(
        new PartitionCreated(100),
        new SegmentOpened(1, 100),
        new SegmentSealed(200, 1000, 7, SparseIndex.EMPTY),
        new SegmentOpened(2, 200),
        new SegmentSealed(300, 500, 8, SparseIndex.EMPTY),
        new SegmentOpened(3, 300));
  }

  @Test
  void aNewPartitionHoldsItsMessagesUntilItHasAChannel() {
    ManifestState created = after(new PartitionCreated(100));
    assertThat(ManifestState.EMPTY.exists()).isFalse();
    assertThat(created.exists()).isTrue();
    assertThat(created.heldFrom()).isEqualTo(100);
    assertThat(created.nextSegment()).isEqualTo(1);
    assertThat(created.openSegment()).isNull();
    assertThat(created.apply(MessagesReleased.INSTANCE).heldFrom()).isEqualTo(-1);
    assertThat(created.apply(new MessagesHeld(150)).heldFrom()).isEqualTo(150);
  }

  @Test
  void aSealedSegmentKnowsItsEndAndTheOpenOneIsTheLast() {
    ManifestState state = threeSegments();
    assertThat(state.segments())
        .containsExactly(
            new Segment(1, 100, 200, 1000, 7, SparseIndex.EMPTY),
            new Segment(2, 200, 300, 500, 8, SparseIndex.EMPTY),
            Segment.open(3, 300));
    assertThat(state.openSegment().number()).isEqualTo(3);
    assertThat(state.nextSegment()).isEqualTo(4);
    assertThat(state.sealedBytes()).isEqualTo(1500);
    ManifestState sealed = state.apply(new SegmentSealed(400, 1, 9, SparseIndex.EMPTY));
    assertThat(sealed.openSegment()).isNull();
    assertThat(state.openSegment()).as("states never change").isNotNull();
  }

  @Test
  void anOffsetIsLookedForInTheFirstSegmentThatReachesIt() {
    ManifestState state = threeSegments().apply(new SegmentDeleted(1));
    assertThat(state.segmentFor(0).number()).isEqualTo(2);
    assertThat(state.segmentFor(200).number()).isEqualTo(2);
    assertThat(state.segmentFor(299).number()).isEqualTo(2);
    assertThat(state.segmentFor(300).number()).isEqualTo(3);
    assertThat(state.segmentFor(1_000_000).number()).isEqualTo(3);
    assertThat(ManifestState.EMPTY.segmentFor(0)).isNull();
    assertThat(state.nextSegment()).as("numbers are never used again").isEqualTo(4);
  }

  @Test
  void whatWasDroppedStaysDropped() {
    assertThat(threeSegments().droppedTo()).isZero();
    ManifestState dropped = threeSegments().apply(new MessagesDropped(200));
    assertThat(dropped.droppedTo()).isEqualTo(200);
    assertThat(dropped.segments()).as("they go one by one").hasSize(3);
    ManifestState later =
        dropped
            .apply(new MessagesDropped(100))
            .apply(new SegmentDeleted(1))
            .apply(new MessagesHeld(350))
            .apply(MessagesReleased.INSTANCE)
            .apply(new ChannelOpened(A, 300));
    assertThat(later.droppedTo()).isEqualTo(200);
  }

  @Test
  void channelsComeAndGo() {
    ManifestState two = after(new ChannelOpened(B, 5), new ChannelOpened(A, 9));
    assertThat(two.channels()).isEqualTo(Map.of(A, 9L, B, 5L));
    assertThat(two.apply(new ChannelClosed(A)).channels()).isEqualTo(Map.of(B, 5L));
    assertThat(two.apply(new ChannelClosed(A)).apply(new ChannelClosed(A)).channels()).hasSize(1);
    assertThat(two.channels()).as("states never change").hasSize(2);
  }

  @Test
  void everyLifeOfATopicAndChannelHasItsOwnPersistenceIds() {
    PartitionId id = new PartitionId(new TopicName("t"), 255, 2);
    assertThat(id.manifestPersistenceId()).isEqualTo("manifest|t|ff|2");
    assertThat(id.segmentPersistenceId(9)).isEqualTo("segment|t|ff|2|9");
    assertThat(id.cursorPersistenceId(A, 16)).isEqualTo("cursor|t|ff|2|a|10");
  }

  @Test
  void aSegmentCountsBytesAndIndexesOneEventInSoManyBytes() {
    int size = 100 * 1024;
    SegmentState state = SegmentState.EMPTY;
    for (int n = 1; n <= 5; n++) {
      state = state.apply(appended(10L * n, size), n);
    }
    assertThat(state.nextOffset()).isEqualTo(60);
    assertThat(state.bytes()).isEqualTo(5L * size);
    assertThat(state.lastSequenceNr()).isEqualTo(5);
    assertThat(state.lostMessages()).isZero();
    assertThat(state.index()).isEqualTo(new SparseIndex(new long[] {10, 40}, new long[] {1, 4}));
    assertThat(state.unindexedBytes()).isEqualTo(2L * size);
  }

  @Test
  void eventsThatAreMissingAreCountedAsLostMessages() {
    SegmentState state = SegmentState.EMPTY.apply(appended(10, 50), 1).apply(appended(35, 50), 3);
    assertThat(state.lostMessages()).isEqualTo(15);
    assertThat(state.nextOffset()).isEqualTo(45);
    assertThat(state.lastSequenceNr()).isEqualTo(3);
  }

  private static MessagesAppended appended(long baseOffset, int bytes) {
    return new MessagesAppended(
        new MessageBatch(baseOffset, 10, new byte[bytes], 0, bytes, Deferrals.NONE));
  }

  @Test
  void anIndexNamesAnEventAtOrBeforeTheOffset() {
    SparseIndex index = SparseIndex.EMPTY.with(100, 1).with(150, 6).with(300, 20);
    assertThat(index.size()).isEqualTo(3);
    assertThat(index.offset(1)).isEqualTo(150);
    assertThat(index.sequenceNr(1)).isEqualTo(6);
    assertThat(index.floorSequenceNr(99)).isEqualTo(1);
    assertThat(index.floorSequenceNr(100)).isEqualTo(1);
    assertThat(index.floorSequenceNr(149)).isEqualTo(1);
    assertThat(index.floorSequenceNr(150)).isEqualTo(6);
    assertThat(index.floorSequenceNr(Long.MAX_VALUE)).isEqualTo(20);
    assertThat(SparseIndex.EMPTY.floorSequenceNr(5)).isEqualTo(1);
    assertThat(SparseIndex.EMPTY.size()).as("indexes never change").isZero();
  }
}
