package io.herald.broker.delivery;

/** Why a message whose attempts are used up is not with a consumer any more. */
public enum BurialReason {
  /** The consumer of its last attempt did not finish it in time. */
  TIMED_OUT(1, "timed out"),
  /** The consumer of its last attempt requeued it. */
  REQUEUED(2, "requeued"),
  /** The consumer of its last attempt went away. */
  LEFT(3, "consumer left"),
  /** Its node was stopped, or the limit came when it had had as many attempts already. */
  NOT_FINISHED(4, "not finished");

  private final int code;
  private final String words;

  BurialReason(int code, String words) {
    this.code = code;
    this.words = words;
  }

  /** The reason whose {@link #code} this is. */
  static BurialReason of(int code) {
    return switch (code) {
      case 1 -> TIMED_OUT;
      case 2 -> REQUEUED;
      case 3 -> LEFT;
      default -> NOT_FINISHED;
    };
  }

  int code() {
    return code;
  }

  /** As dead letters say it. */
  public String words() {
    return words;
  }
}
