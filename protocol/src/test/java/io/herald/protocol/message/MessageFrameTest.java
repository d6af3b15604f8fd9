package io.herald.protocol.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.protocol.frame.FrameEncoder;
import io.herald.protocol.frame.FrameType;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageFrameTest {
  private static byte[] frame(String body) {
    byte[] frame = new byte[MessageFrame.HEADER_BYTES + body.length()];
    MessageFrame.layOut(frame, 0, body.getBytes(US_ASCII), 0, body.length());
    MessageFrame.stamp(frame, 0, MessageId.of(3, 0xabc), 0x0102030405060708L);
    return frame;
  }

  @Test
  void aMessageIsLaidOutAsNsqdDoes() {
    assertThat(HexFormat.of().formatHex(frame("hey")))
        .isEqualTo(
            "00000021" // 4 type + 8 timestamp + 2 attempts + 16 id + 3 body
                + "00000002"
                + "0102030405060708"
                + "0001"
                + HexFormat.of().formatHex("0003000000000abc".getBytes(US_ASCII))
                + "686579");
  }

  @Test
  void framesLieSideBySideAndAreReadBack() {
    byte[] two = new byte[2 * MessageFrame.HEADER_BYTES + 5];
    byte[] bodies = "abcde".getBytes(US_ASCII);
    int second = MessageFrame.layOut(two, 0, bodies, 0, 2);
    assertThat(MessageFrame.layOut(two, second, bodies, 2, 3)).isEqualTo(two.length);
    MessageFrame.stamp(two, second, MessageId.of(1, 7), Long.MAX_VALUE);
    assertThat(MessageFrame.next(two, 0)).isEqualTo(second).isEqualTo(36);
    assertThat(MessageFrame.next(two, second)).isEqualTo(two.length);
    assertThat(MessageFrame.id(two, second)).isEqualTo(MessageId.of(1, 7));
    assertThat(MessageFrame.timestampNanos(two, second)).isEqualTo(Long.MAX_VALUE);
    assertThat(MessageFrame.attempts(two, second)).isEqualTo(1);
  }

  @Test
  void aRedeliveryIsACopyWithMoreAttemptsThatStayAtTheirLargest() {
    byte[] frame = frame("hey");
    byte[] again = MessageFrame.withAttempts(frame, 0, 2);
    assertThat(again).hasSameSizeAs(frame);
    assertThat(MessageFrame.attempts(again, 0)).isEqualTo(2);
    assertThat(MessageFrame.attempts(frame, 0)).isEqualTo(1);
    assertThat(MessageFrame.attempts(MessageFrame.withAttempts(frame, 0, 65_535), 0))
        .isEqualTo(65_535);
    assertThat(MessageFrame.attempts(MessageFrame.withAttempts(frame, 0, 65_536), 0))
        .isEqualTo(65_535);
  }

  @Test
  void anIdIsSixteenHexDigitsOfPartitionAndOffset() {
    long id = MessageId.of(MessageId.PARTITION_MAX, MessageId.OFFSET_MAX);
    assertThat(MessageId.toString(id)).isEqualTo("7fffffffffffffff");
    assertThat(MessageId.partition(id)).isEqualTo(32_767);
    assertThat(MessageId.offset(id)).isEqualTo(MessageId.OFFSET_MAX);
    assertThat(MessageId.toString(MessageId.of(0, 0))).isEqualTo("0000000000000000");
    for (long each : new long[] {0, 1, 0xf0f0, MessageId.of(5, 77), id}) {
      assertThat(MessageId.decode(MessageId.toString(each).getBytes(US_ASCII), 0)).isEqualTo(each);
    }
  }

  @Test
  void whatNobodyIssuedIsNoId() {
    for (String foreign :
        new String[] {
          "0003000000000ABC", // we issue small letters only
          "ffffffffffffffff",
          "8000000000000000",
          "000000000000000g",
          "000000000000000 ",
          " 00000000000000",
        }) {
      byte[] bytes = ByteBuffer.allocate(16).put(foreign.getBytes(US_ASCII)).array();
      assertThat(MessageId.decode(bytes, 0)).as(foreign).isEqualTo(MessageId.NONE);
    }
  }

  @Test
  void responsesAndErrorsAreSizeTypeAndData() {
    HexFormat hex = HexFormat.of();
    assertThat(hex.formatHex(FrameEncoder.response("OK"))).isEqualTo("00000006000000004f4b");
    assertThat(FrameEncoder.response("OK".getBytes(US_ASCII)))
        .isEqualTo(FrameEncoder.response("OK"));
    assertThat(hex.formatHex(FrameEncoder.error("E_"))).isEqualTo("0000000600000001455f");
    assertThat(hex.formatHex(FrameEncoder.response(""))).isEqualTo("0000000400000000");
  }

  @Test
  void frameTypesAreZeroOneAndTwo() {
    for (FrameType type : FrameType.values()) {
      assertThat(FrameType.of(type.code())).isEqualTo(type);
    }
    assertThat(FrameType.MESSAGE.code()).isEqualTo(2);
    for (int none : new int[] {-1, 3}) {
      assertThatThrownBy(() -> FrameType.of(none)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
