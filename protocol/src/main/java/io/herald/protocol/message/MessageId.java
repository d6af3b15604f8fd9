package io.herald.protocol.message;

import java.nio.charset.StandardCharsets;

/**
 * NSQ's message id: 16 ASCII bytes, here the hex digits of a 64-bit number that says where the
 * message is, so that FIN, REQ and TOUCH find it by arithmetic.
 *
 * <pre>
 *  63 62            48 47                                              0
 * ┌──┬────────────────┬─────────────────────────────────────────────────┐
 * │ 0│ partition (15) │ offset (48)                                     │
 * └──┴────────────────┴─────────────────────────────────────────────────┘
 * </pre>
 */
public final class MessageId {
  /** Bytes of an id on the wire. */
  public static final int LENGTH = 16;

  /** The largest offset an id can name. */
  public static final long OFFSET_MAX = (1L << 48) - 1;

  /** The largest partition index an id can name. */
  public static final int PARTITION_MAX = (1 << 15) - 1;

  /** What {@link #decode} answers for bytes that no Herald node has issued. */
  public static final long NONE = -1;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NIBBLES = nibbles();

  private MessageId() {}

  /** The id of the message at {@code offset} of partition {@code partition}. */
  public static long of(int partition, long offset) {
    return (long) partition << 48 | offset;
  }

  /** The partition index that {@code id} names. */
  public static int partition(long id) {
    return (int) (id >>> 48);
  }

  /** The offset that {@code id} names. */
  public static long offset(long id) {
    return id & OFFSET_MAX;
  }

  /** Writes the 16 hex digits of {@code id} to {@code target} from {@code at}. */
  public static void encode(long id, byte[] target, int at) {
    for (int digit = LENGTH - 1; digit >= 0; digit--) {
      target[at + digit] = HEX[(int) id & 15];
      id >>>= 4;
    }
  }

  /** The id written in the 16 bytes from {@code at}, or {@link #NONE}. */
  public static long decode(byte[] source, int at) {
    long id = 0;
    for (int digit = 0; digit < LENGTH; digit++) {
      int nibble = NIBBLES[source[at + digit] & 0xff];
      if (nibble < 0) {
        return NONE;
      }
      id = id << 4 | nibble;
    }
    return id < 0 ? NONE : id;
  }

  /** The id as clients print it. */
  public static String toString(long id) {
    byte[] digits = new byte[LENGTH];
    encode(id, digits, 0);
    return new String(digits, StandardCharsets.US_ASCII);
  }

  private static byte[] nibbles() {
    byte[] values = new byte[256];
    java.util.Arrays.fill(values, (byte) -1);
    for (byte value = 0; value < HEX.length; value++) {
      values[HEX[value]] = value;
    }
    return values;
  }
}
