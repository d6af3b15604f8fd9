package io.herald.protocol.frame;

/** The second number of a frame (NSQ protocol, data format). */
public enum FrameType {
  /** An answer to a command, or a heartbeat. */
  RESPONSE(0),
  /** A refusal. */
  ERROR(1),
  /** A message. */
  MESSAGE(2);

  private static final FrameType[] TYPES = values();

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  /** The number on the wire: 0, 1 or 2. */
  public int code() {
    return code;
  }

  /**
   * The type with this number.
   *
   * @throws IllegalArgumentException if no type has this number
   */
  public static FrameType of(int code) {
    if (code < 0 || code >= TYPES.length) {
      throw new IllegalArgumentException("frame type " + code);
    }
    return TYPES[code];
  }
}
