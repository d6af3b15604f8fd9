package io.herald.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * A message as it was delivered.
 *
 * <pre>
 *   0        8         10             26
 *   | int64  | uint16  | 16 ASCII hex | bytes ...
 *   | ns     | attempt | id           | body
 * </pre>
 */
public final class Delivery {
  private static final int ID_AT = 10;
  private static final int BODY_AT = 26;

  private final long timestamp;
  private final int attempt;
  private final String id;
  private final byte[] body;

  private Delivery(long timestamp, int attempt, String id, byte[] body) {
    this.timestamp = timestamp;
    this.attempt = attempt;
    this.id = id;
    this.body = body;
  }

  static Delivery decode(byte[] data) {
    ByteBuffer buffer = ByteBuffer.wrap(data);
    long timestamp = buffer.getLong();
    int attempt = Short.toUnsignedInt(buffer.getShort());
    String id = new String(data, ID_AT, BODY_AT - ID_AT, US_ASCII);
    byte[] body = new byte[data.length - BODY_AT];
    System.arraycopy(data, BODY_AT, body, 0, body.length);
    return new Delivery(timestamp, attempt, id, body);
  }

  /** When it was published, in nanoseconds since 1970. */
  public long timestamp() {
    return timestamp;
  }

  /** How often it was delivered on this channel, from 1 to 65535. */
  public int attempt() {
    return attempt;
  }

  /** The id that FIN, REQ and TOUCH take: 16 ASCII hex digits. */
  public String id() {
    return id;
  }

  /** A copy of the published bytes. */
  public byte[] body() {
    return body.clone();
  }

  /** The published bytes as UTF-8. */
  public String text() {
    return new String(body, UTF_8);
  }

  @Override
  public String toString() {
    return "Delivery[id=" + id + ", attempt=" + attempt + ", body=" + text() + "]";
  }
}
