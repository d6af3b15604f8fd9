package io.herald.multijvm.faults.history;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * A message that names itself and shows whether it is whole.
 *
 * <pre>
 *   | int32 CRC32C of what follows | int64 id | int64 due at | uint8 length | topic | padding |
 * </pre>
 *
 * @param id unlike that of any other message of a run: publisher and number
 * @param dueAt when it may be delivered, ms since 1970; 0 for at once
 * @param topic where it was sent
 */
public record StampedMessage(long id, long dueAt, String topic) {
  /** A publisher may number up to 2^40 messages. */
  private static final int NUMBER_BITS = 40;

  private static final int CRC_BYTES = 4;
  private static final int FIXED_BYTES = CRC_BYTES + 8 + 8 + 1;
  private static final int MAX_PADDING = 200;

  /** The id of a publisher's message. */
  public static long id(int publisher, long number) {
    return ((long) publisher << NUMBER_BITS) + number;
  }

  /** An id as people read it: publisher and number. */
  public static String text(long id) {
    return (id >>> NUMBER_BITS) + ":" + (id & ((1L << NUMBER_BITS) - 1));
  }

  /** The bytes to publish, with padding of a random length. */
  public byte[] body(Random random) {
    byte[] name = topic.getBytes(US_ASCII);
    byte[] padding = new byte[random.nextInt(MAX_PADDING + 1)];
    random.nextBytes(padding);
    byte[] body = new byte[FIXED_BYTES + name.length + padding.length];
    ByteBuffer.wrap(body)
        .position(CRC_BYTES)
        .putLong(id)
        .putLong(dueAt)
        .put((byte) name.length)
        .put(name)
        .put(padding)
        .putInt(0, crc(body));
    return body;
  }

  /** The message in these bytes; nothing if a single bit of them is not as it was published. */
  public static Optional<StampedMessage> decode(byte[] body) {
    if (body.length < FIXED_BYTES || ByteBuffer.wrap(body).getInt() != crc(body)) {
      return Optional.empty();
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(body).position(CRC_BYTES);
      long id = in.getLong();
      long dueAt = in.getLong();
      byte[] name = new byte[Byte.toUnsignedInt(in.get())];
      in.get(name);
      return Optional.of(new StampedMessage(id, dueAt, new String(name, US_ASCII)));
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static int crc(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body, CRC_BYTES, body.length - CRC_BYTES);
    return (int) crc.getValue();
  }
}
