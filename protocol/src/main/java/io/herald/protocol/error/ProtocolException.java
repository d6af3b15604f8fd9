package io.herald.protocol.error;

/** A client broke a rule: what it is told, as {@code CODE text}. */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * A breach that the client is told of.
   *
   * @param text why, for a person; empty if the code says it all
   */
  public ProtocolException(ErrorCode code, String text) {
    super(text.isEmpty() ? code.name() : code.name() + " " + text, null, false, false);
    this.code = code;
  }

  private ProtocolException(String reason) {
    super(reason, null, false, false);
    this.code = null;
  }

  /** A breach that nsqd answers by closing the connection without a frame. */
  public static ProtocolException silent(String reason) {
    return new ProtocolException(reason);
  }

  /** Whether the connection is closed without an error frame; {@link #code} is null then. */
  public boolean isSilent() {
    return code == null;
  }

  /** The code that begins the error frame. */
  public ErrorCode code() {
    return code;
  }
}
