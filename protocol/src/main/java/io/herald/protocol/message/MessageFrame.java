package io.herald.protocol.message;

import io.herald.protocol.frame.FrameType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of one message as a client receives them, which are also the bytes on disk (NSQ
 * protocol, message frame; all numbers big-endian).
 *
 * <pre>
 * 0        4        8                16    18               34
 * ┌────────┬────────┬────────────────┬─────┬────────────────┬──────────
 * │ size   │ type 2 │ timestamp (ns) │ att │ id (16 hex)    │ body …
 * └────────┴────────┴────────────────┴─────┴────────────────┴──────────
 *  size counts what follows it; att = attempts, from 1
 * </pre>
 */
public final class MessageFrame {
  /** Bytes of a frame in front of its body. */
  public static final int HEADER_BYTES = 34;

  /** The largest attempts count: it stays there and never wraps. */
  public static final int ATTEMPTS_MAX = 0xffff;

  private static final int TYPE_AT = 4;
  private static final int TIMESTAMP_AT = 8;
  private static final int ATTEMPTS_AT = 16;
  private static final int ID_AT = 18;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private MessageFrame() {}

  /** Lays out a frame of attempt 1 without id and timestamp; returns where the next one begins. */
  public static int layOut(byte[] target, int at, byte[] body, int bodyFrom, int bodyBytes) {
    layOutHeader(target, at, bodyBytes);
    System.arraycopy(body, bodyFrom, target, at + HEADER_BYTES, bodyBytes);
    return at + HEADER_BYTES + bodyBytes;
  }

  /** The same with the next {@code bodyBytes} bytes of a buffer. */
  public static int layOut(byte[] target, int at, ByteBuffer body, int bodyBytes) {
    layOutHeader(target, at, bodyBytes);
    body.get(target, at + HEADER_BYTES, bodyBytes);
    return at + HEADER_BYTES + bodyBytes;
  }

  private static void layOutHeader(byte[] target, int at, int bodyBytes) {
    INT.set(target, at, HEADER_BYTES - 4 + bodyBytes);
    INT.set(target, at + TYPE_AT, FrameType.MESSAGE.code());
    SHORT.set(target, at + ATTEMPTS_AT, (short) 1);
  }

  /** Gives the frame at {@code at} its identity, when its offset is known. */
  public static void stamp(byte[] frames, int at, long id, long timestampNanos) {
    LONG.set(frames, at + TIMESTAMP_AT, timestampNanos);
    MessageId.encode(id, frames, at + ID_AT);
  }

  /** Where the frame behind the one at {@code at} begins. */
  public static int next(byte[] frames, int at) {
    return at + 4 + (int) INT.get(frames, at);
  }

  /** When the message was published, in nanoseconds since 1970. */
  public static long timestampNanos(byte[] frames, int at) {
    return (long) LONG.get(frames, at + TIMESTAMP_AT);
  }

  /** The id of the frame at {@code at}. */
  public static long id(byte[] frames, int at) {
    return MessageId.decode(frames, at + ID_AT);
  }

  /** How often the message has been delivered, this delivery included: 1 to 65535. */
  public static int attempts(byte[] frames, int at) {
    return (short) SHORT.get(frames, at + ATTEMPTS_AT) & 0xffff;
  }

  /** A copy of the frame at {@code at} with another attempts count, for a redelivery. */
  public static byte[] withAttempts(byte[] frames, int at, int attempts) {
    byte[] copy = java.util.Arrays.copyOfRange(frames, at, next(frames, at));
    SHORT.set(copy, ATTEMPTS_AT, (short) Math.min(attempts, ATTEMPTS_MAX));
    return copy;
  }
}
