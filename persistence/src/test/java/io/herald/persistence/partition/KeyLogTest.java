package io.herald.persistence.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.protocol.message.BatchOrigin;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.message.PublishKeys;
import io.herald.protocol.message.Publishers;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyLogTest {
  private static KeyLog log(int from, int to) {
    KeyLog log = KeyLog.EMPTY;
    for (int n = from; n < to; n++) {
      log = log.with(n, 1000 + n, PublishKey.of("key-" + n));
    }
    return log;
  }

  private static List<Long> offsets(KeyLog log) {
    return IntStream.range(0, log.size()).mapToObj(log::offset).toList();
  }

  @Test
  void keysComeBackInTheirOrder() {
    KeyLog log = log(0, 100);
    assertThat(log.size()).isEqualTo(100);
    assertThat(log.offset(40)).isEqualTo(40);
    assertThat(log.millis(40)).isEqualTo(1040);
    assertThat(log.key(40)).isEqualTo(PublishKey.of("key-40"));
  }

  @Test
  void anOlderLogDoesNotSeeWhatIsAddedToIt() {
    KeyLog old = log(0, 3);
    KeyLog one = old.with(3, 1003, PublishKey.of("one"));
    KeyLog other = old.with(3, 1003, PublishKey.of("other"));
    assertThat(offsets(old)).containsExactly(0L, 1L, 2L);
    assertThat(one.key(3)).isEqualTo(PublishKey.of("one"));
    assertThat(other.key(3)).isEqualTo(PublishKey.of("other"));
    assertThat(other.from(1)).isNotEqualTo(one.from(1)).isEqualTo(other.from(1));
  }

  @Test
  void oldKeysAreLeftOut() {
    KeyLog log = log(0, 50);
    assertThat(offsets(log.from(48))).containsExactly(48L, 49L);
    assertThat(log.from(50)).isEqualTo(KeyLog.EMPTY);
    assertThat(offsets(log.newest(2, 0))).containsExactly(48L, 49L);
    assertThat(offsets(log.newest(100, 1049))).containsExactly(49L);
    assertThat(log.newest(100, 1050)).isEqualTo(KeyLog.EMPTY);
    assertThat(log.newest(0, 0)).isEqualTo(KeyLog.EMPTY);
    assertThat(offsets(log.from(49).with(50, 1050, PublishKey.of("x")))).containsExactly(49L, 50L);
  }

  @Test
  void oneLogFollowsAnother() {
    assertThat(log(0, 20).and(log(20, 30))).isEqualTo(log(0, 30));
    assertThat(KeyLog.EMPTY.and(log(0, 2))).isEqualTo(log(0, 2));
    assertThat(log(0, 2).and(KeyLog.EMPTY)).isEqualTo(log(0, 2));
  }

  @Test
  void aBatchBringsItsKeysAndSaysWhatIsForgotten() {
    byte[] frames = new byte[2 * (MessageFrame.HEADER_BYTES + 1)];
    MessageFrame.layOut(
        frames, MessageFrame.layOut(frames, 0, new byte[1], 0, 1), new byte[1], 0, 1);
    PublishKeys keys =
        new PublishKeys(List.of(new PublishKeys.Entry(21, PublishKey.of("new"))), 18);
    MessageBatch batch =
        MessageBatch.stamped(0, 20, 2, frames, Deferrals.NONE, 5_000_000_000L)
            .of(new BatchOrigin(Publishers.UNKNOWN, keys, Optional.empty()));
    KeyLog log = log(0, 20).with(batch);
    assertThat(offsets(log)).containsExactly(18L, 19L, 21L);
    assertThat(log.millis(2)).isEqualTo(5000);
    KeyLog before = log(0, 3);
    assertThat(before.with(batch.of(BatchOrigin.UNKNOWN))).isSameAs(before);
  }
}
