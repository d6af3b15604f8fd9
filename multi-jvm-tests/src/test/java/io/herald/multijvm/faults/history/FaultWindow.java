package io.herald.multijvm.faults.history;

/** From the beginning of a fault until everything is as it should be again. */
public final class FaultWindow {
  private final String name;
  private final long beganAt;
  private final History history;
  private volatile long healedAt = Long.MAX_VALUE;

  FaultWindow(String name, long beganAt, History history) {
    this.name = name;
    this.beganAt = beganAt;
    this.history = history;
  }

  /** The fault is over. */
  public void close() {
    if (!isHealed()) {
      healedAt = history.healed(this);
    }
  }

  boolean isHealed() {
    return healedAt != Long.MAX_VALUE;
  }

  String name() {
    return name;
  }

  long beganAt() {
    return beganAt;
  }

  long healedAt() {
    return healedAt;
  }

  boolean touches(long from, long to) {
    return beganAt <= to && from <= healedAt;
  }

  @Override
  public String toString() {
    return name + " " + beganAt + " to " + (isHealed() ? healedAt : "the end");
  }
}
