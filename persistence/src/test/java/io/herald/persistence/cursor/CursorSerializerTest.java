package io.herald.persistence.cursor;

import static io.herald.persistence.cursor.PendingMessagesTest.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.persistence.cursor.CursorEvent.ChannelPaused;
import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorEvent.CursorEmptied;
import io.herald.persistence.cursor.CursorEvent.CursorOpened;
import io.herald.persistence.cursor.CursorEvent.CursorRewound;
import io.herald.persistence.cursor.CursorEvent.CursorSeeked;
import io.herald.persistence.serialization.GoldenFilesTest;
import java.io.NotSerializableException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CursorSerializerTest extends GoldenFilesTest {
  private static final CursorAdvanced ADVANCED =
      new CursorAdvanced(
          1_000_000,
          OffsetRanges.of(1_000_001, 1_000_129, 1_000_500, 1_000_501),
          1_005_000,
          pending(1_000_000, 1_800_000_000_000L, 0, 1_000_200, 0, 65_535, 1_000_300, 1, 3));

  private static final CursorState STATE =
      new CursorState(
          ADVANCED.ackFloor(), ADVANCED.finished(), ADVANCED.readTo(), ADVANCED.pending(), true);
  private static final OffsetRanges DEAD = OffsetRanges.of(999_000, 999_001, 1_000_128, 1_000_129);
  private static final OffsetRanges EXPIRED = OffsetRanges.of(999_001, 1_000_000);

  private static final OffsetRanges SKIPPED = OffsetRanges.of(998_000, 998_500);

  /** Golden file → the object it holds. */
  static Map<String, Object> samples() {
    Map<String, Object> samples = new TreeMap<>();
    samples.put("CursorOpened-1", new CursorOpened(123_456_789));
    samples.put("CursorAdvanced-1", ADVANCED);
    samples.put("CursorAdvanced-2", advanced(0, OffsetRanges.EMPTY));
    samples.put("CursorAdvanced-3", advanced(70_000, OffsetRanges.EMPTY));
    samples.put("CursorAdvanced-4", advanced(0, SKIPPED));
    samples.put("ChannelPaused-1", new ChannelPaused(true));
    samples.put("CursorEmptied-1", new CursorEmptied(Long.MAX_VALUE));
    samples.put("CursorRewound-1", new CursorRewound(300));
    samples.put("CursorSeeked-1", new CursorSeeked(246_000_000_001L));
    samples.put("CursorState-1", STATE);
    samples.put("CursorState-2", state(0, OffsetTally.EMPTY));
    samples.put("CursorState-3", state(70_000, OffsetTally.EMPTY));
    samples.put("CursorState-4", state(70_000, new OffsetTally(9, 600_000, SKIPPED)));
    return samples;
  }

  private static CursorAdvanced advanced(long dropped, OffsetRanges skipped) {
    return new CursorAdvanced(
        ADVANCED.ackFloor(),
        ADVANCED.finished(),
        ADVANCED.readTo(),
        ADVANCED.pending(),
        DEAD,
        EXPIRED,
        dropped,
        skipped);
  }

  private static CursorState state(long dropped, OffsetTally skipped) {
    return new CursorState(
        STATE.ackFloor(),
        STATE.acked(),
        STATE.readTo(),
        STATE.pending(),
        true,
        new Retired(
            new OffsetTally(7, 500_000, DEAD), new OffsetTally(0, 0, EXPIRED), dropped, skipped));
  }

  private final CursorSerializer serializer = new CursorSerializer();

  CursorSerializerTest() {
    super(new CursorSerializer(), "cursor", samples());
  }

  @Test
  void everyEventHasASample() {
    assertThat(samples().values().stream().map(Object::getClass))
        .contains(CursorEvent.class.getPermittedSubclasses());
  }

  @Test
  void randomBytesAreReadOrRefusedAndNothingElse() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(30)];
      random.nextBytes(bytes);
      bytes = random.nextBoolean() ? lowered(bytes) : bytes;
      try {
        Object read = serializer.fromBinary(bytes, "CursorAdvanced:1");
        assertThat(read).isInstanceOf(CursorAdvanced.class);
      } catch (NotSerializableException expected) {
        assertThat(expected).hasMessageStartingWith("cannot read CursorAdvanced:1");
      }
    }
  }

  @Test
  void aManifestOfTheFutureIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1}, "CursorOpened:2"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("unknown manifest");
  }

  @Test
  void aFlushOfAThousandFinishedMessagesIsAFewBytes() {
    CursorAdvanced flush =
        new CursorAdvanced(5_000_000, OffsetRanges.EMPTY, 5_001_000, PendingMessages.EMPTY);
    assertThat(serializer.toBinary(flush)).hasSizeLessThan(10);
  }

  private static byte[] lowered(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] &= 0x07; // small numbers get further into the layout
    }
    return bytes;
  }
}
