package io.herald.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class NumberedMessagesTest {
  @Test
  void everyNumberIsHandedOutOnceAlsoInBatchesThatDoNotFit() {
    NumberedMessages messages = new NumberedMessages(100, 5, 16);

    assertThat(messages.take(2)).isEqualTo(100);
    assertThat(messages.take(2)).isEqualTo(102);
    assertThat(messages.exhausted()).isFalse();
    assertThat(messages.take(2)).isEqualTo(104);
    assertThat(messages.next()).as("the last batch has one").isEqualTo(105);
    assertThat(messages.exhausted()).isTrue();
  }

  @Test
  void aBodyIsItsNumberAndFillsItsSize() {
    ByteBuffer out = ByteBuffer.allocate(100);

    new NumberedMessages(10, 16).write(out.position(3), 7);

    assertThat(out.getLong(3)).isEqualTo(7);
    assertThat(out.position()).isEqualTo(3 + 16);
  }

  @Test
  void aBodyWithoutRoomForItsNumberIsRefused() {
    assertThatThrownBy(() -> new NumberedMessages(10, 7))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
