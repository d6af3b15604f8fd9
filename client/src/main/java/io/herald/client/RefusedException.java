package io.herald.client;

import java.io.IOException;

/** The broker answered with an error frame. */
public final class RefusedException extends IOException {
  private final Frame frame;

  RefusedException(Frame frame) {
    super(frame.text());
    this.frame = frame;
  }

  /** The error code, such as {@code E_BAD_TOPIC}. */
  public String code() {
    return frame.errorCode();
  }
}
