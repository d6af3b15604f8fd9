package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * One frame that a broker sent: int32 size (4 + data), int32 type, data (NSQ protocol V2, "Data
 * Format").
 */
public final class Frame {
  /** Type of an answer to a command, and of a heartbeat. */
  public static final int RESPONSE = 0;

  /** Type of a refusal: the data is {@code CODE text}. */
  public static final int ERROR = 1;

  /** Type of a delivered message. */
  public static final int MESSAGE = 2;

  private static final String HEARTBEAT = "_heartbeat_";

  private final int type;
  private final byte[] data;

  Frame(int type, byte[] data) {
    this.type = type;
    this.data = data;
  }

  /** {@link #RESPONSE}, {@link #ERROR} or {@link #MESSAGE}. */
  public int type() {
    return type;
  }

  /** A copy of the bytes behind the type. */
  public byte[] data() {
    return data.clone();
  }

  /** The data as text. */
  public String text() {
    return new String(data, UTF_8);
  }

  /** The first word of an error frame, such as {@code E_BAD_TOPIC}; empty for other types. */
  public String errorCode() {
    if (type != ERROR) {
      return "";
    }
    String text = text();
    int space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }

  /** True for the response that a client must answer with any command. */
  public boolean isHeartbeat() {
    return type == RESPONSE && text().equals(HEARTBEAT);
  }

  /** The message inside a frame of type {@link #MESSAGE}. */
  public Delivery delivery() {
    if (type != MESSAGE) {
      throw new IllegalStateException("not a message: " + this);
    }
    return Delivery.decode(data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frame frame && frame.type == type && Arrays.equals(frame.data, data);
  }

  @Override
  public int hashCode() {
    return 31 * type + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Frame[type=" + type + ", data=" + text() + "]";
  }
}
