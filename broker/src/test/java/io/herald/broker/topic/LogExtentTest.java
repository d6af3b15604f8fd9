package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.herald.persistence.partition.MessagesAppended;
import io.herald.persistence.partition.Segment;
import io.herald.persistence.partition.SegmentState;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What lies behind an offset, compared with what was really appended there. */
class LogExtentTest {
  private static final int BATCH_BYTES_MAX = 192 * 1024;

  /** The index has an entry for every 256 KiB, and the batch that passes it. */
  private static final double ENTRY_BYTES_MAX = 256 * 1024 + BATCH_BYTES_MAX;

  @Test
  void theEstimateIsWithinOneEntryOfTheIndex() {
    long seed = System.nanoTime();
    for (int run = 0; run < 20; run++, seed++) {
      check(seed);
    }
  }

  private static void check(long seed) {
    Random random = new Random(new SplittableRandom(seed).nextLong());
    List<Segment> segments = new ArrayList<>();
    TreeMap<Long, Long> bytesBefore = new TreeMap<>(); // by the offsets that batches begin at
    long offset = 1000;
    long total = 0;
    for (int number = 1; number <= 4; number++) {
      long base = offset;
      SegmentState state = SegmentState.EMPTY;
      int batches = random.nextInt(60);
      for (int n = 1; n <= batches; n++) {
        int count = 1 + random.nextInt(50);
        int size = 1 + random.nextInt(random.nextInt(10) == 0 ? BATCH_BYTES_MAX : 30_000);
        bytesBefore.put(offset, total);
        state = state.apply(appended(offset, count, size), n);
        offset += count;
        total += size;
      }
      segments.add(new Segment(number, base, offset, state.bytes(), 1, state.index()));
    }
    bytesBefore.put(offset, total);
    LogExtent extent = new LogExtent(segments);
    assertThat(extent.bytes()).isEqualTo(total);
    for (var each : bytesBefore.entrySet()) {
      assertThat((double) extent.bytesFrom(each.getKey()))
          .as("behind %d, seed %d", each.getKey(), seed)
          .isCloseTo((double) (total - each.getValue()), within(ENTRY_BYTES_MAX));
    }
    for (Segment segment : segments) { // exact where a segment begins
      assertThat(extent.bytesFrom(segment.baseOffset()))
          .isEqualTo(total - bytesBefore.get(segment.baseOffset()));
    }
    assertThat(extent.bytesFrom(0)).isEqualTo(total);
    assertThat(extent.bytesFrom(offset + 5)).isZero();
  }

  private static MessagesAppended appended(long offset, int count, int size) {
    return new MessagesAppended(
        new MessageBatch(offset, count, new byte[size], 0, size, Deferrals.NONE));
  }
}
