package io.herald.protocol.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Lays out response and error frames: int32 size of what follows, int32 type, data (NSQ protocol,
 * data format). Message frames are laid out by {@link io.herald.protocol.message.MessageFrame}.
 */
public final class FrameEncoder {
  private FrameEncoder() {}

  /** A response frame with ASCII text, such as {@code OK}. */
  public static byte[] response(String text) {
    return frame(FrameType.RESPONSE, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A response frame with these bytes, such as IDENTIFY's JSON. */
  public static byte[] response(byte[] data) {
    return frame(FrameType.RESPONSE, data);
  }

  /** An error frame with {@code CODE text}. */
  public static byte[] error(String codeAndText) {
    return frame(FrameType.ERROR, codeAndText.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] frame(FrameType type, byte[] data) {
    return ByteBuffer.allocate(8 + data.length)
        .putInt(4 + data.length)
        .putInt(type.code())
        .put(data)
        .array();
  }
}
