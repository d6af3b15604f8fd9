package io.herald.broker.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.session.FrameSlice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
  private static final int WRITE_BYTES_MAX = 256 * 1024;

  private final OutboundQueue queue = new OutboundQueue();

  private String write() {
    ByteBuf write = queue.nextWrite(UnpooledByteBufAllocator.DEFAULT);
    try {
      return write.toString(US_ASCII);
    } finally {
      write.release();
    }
  }

  private static FrameSlice slice(char content, int bytes, int count) {
    byte[] array = ("<" + String.valueOf(content).repeat(bytes) + ">").getBytes(US_ASCII);
    return new FrameSlice(array, 1, 1 + bytes, count);
  }

  @Test
  void slicesBecomeOneWriteInTheirOrder() {
    queue.add(slice('a', 2, 1));
    queue.add(slice('b', 3, 0));
    queue.add(slice('c', 1, 2));
    assertThat(write()).isEqualTo("aabbbc");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void onlyBytesOfMessagesAreAccountedFor() {
    queue.add(slice('a', 2, 1));
    queue.add(slice('b', 3, 0));
    queue.add(slice('c', 4, 2));
    write();
    assertThat(queue.takeMessageBytesWritten()).isEqualTo(6);
    assertThat(queue.takeMessageBytesWritten()).isZero();
  }

  @Test
  void aWriteIsBoundedAndSlicesAreNeverCut() {
    queue.add(slice('a', WRITE_BYTES_MAX - 1, 1));
    queue.add(slice('b', 1, 1));
    queue.add(slice('c', 1, 1));
    queue.add(slice('d', 2 * WRITE_BYTES_MAX, 1));
    queue.add(slice('e', 1, 1));
    assertThat(write()).hasSize(WRITE_BYTES_MAX).endsWith("ab");
    assertThat(write()).isEqualTo("c");
    assertThat(write()).hasSize(2 * WRITE_BYTES_MAX);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(write()).isEqualTo("e");
  }

  @Test
  void theMagicIsTakenInPiecesAndNothingBehindIt() {
    Magic magic = new Magic();
    byte[] input = "xx  V2NOP\n".getBytes(US_ASCII);
    assertThat(magic.accept(input, 2, 3)).isEqualTo(3);
    assertThat(magic.isWrong()).isFalse();
    assertThat(magic.accept(input, 3, 10)).isEqualTo(6);
    assertThat(magic.isWrong()).isFalse();
    assertThat(magic.accept(input, 6, 10)).as("the magic comes once").isEqualTo(6);
  }

  @Test
  void fourOtherBytesAreWrongAndThreeNotYet() {
    Magic magic = new Magic();
    byte[] input = "  V1".getBytes(US_ASCII);
    magic.accept(input, 0, 3);
    assertThat(magic.isWrong()).isFalse();
    magic.accept(input, 3, 4);
    assertThat(magic.isWrong()).isTrue();
  }
}
