package io.herald.config;

/** What becomes of a publish to a topic that has reached its limit-bytes. */
public enum WhenFull {
  /** It is refused. */
  REJECT,
  /** The oldest messages go, although somebody has not finished them. */
  DROP_OLDEST;

  /** As it is written in settings: {@code drop-oldest}. */
  @Override
  public String toString() {
    return ValueType.kebab(this);
  }
}
