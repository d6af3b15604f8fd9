package io.herald.persistence.timeline;

/** What can happen to a message in a channel. */
public enum Happening {
  /** It was given to a client. */
  DELIVERED(1),
  /** The client has finished it. */
  FINISHED(2),
  /** The client has put it back, for now or for later. */
  REQUEUED(3),
  /** The client did not finish it in time. */
  TIMED_OUT(4),
  /** The client went away with it. */
  CLIENT_LEFT(5),
  /** It was too old to be delivered. */
  EXPIRED(6),
  /** It was delivered too often, and the dead-letter topic has it. */
  DEAD_LETTERED(7);

  private final int code;

  Happening(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Happening of(long code) {
    for (Happening each : values()) {
      if (each.code == code) {
        return each;
      }
    }
    throw new IllegalArgumentException("no happening " + code);
  }
}
