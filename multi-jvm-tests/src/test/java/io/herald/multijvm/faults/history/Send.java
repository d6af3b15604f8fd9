package io.herald.multijvm.faults.history;

/**
 * One PUB, DPUB or MPUB: messages {@code firstId} to {@code firstId + count - 1}. Its outcome is
 * unknown until an answer came.
 */
public final class Send {
  /** What the publisher knows. */
  public enum Outcome {
    /** No answer: it may be stored or not. */
    UNKNOWN,
    /** OK: it is stored. */
    OK,
    /** An error frame: it may be stored or not, but at most once. */
    FAILED
  }

  private final long firstId;
  private final int count;
  private final String topic;
  private final long dueAt;
  private final int node;
  private final long invokedAt;
  private volatile Outcome outcome = Outcome.UNKNOWN;
  private volatile long endedAt = Long.MAX_VALUE;

  Send(long firstId, int count, String topic, long dueAt, int node, long invokedAt) {
    this.firstId = firstId;
    this.count = count;
    this.topic = topic;
    this.dueAt = dueAt;
    this.node = node;
    this.invokedAt = invokedAt;
  }

  void end(Outcome how, long now) {
    endedAt = now;
    outcome = how;
  }

  public long firstId() {
    return firstId;
  }

  /** The first id behind it. */
  public long endId() {
    return firstId + count;
  }

  /** How many messages it carries. */
  public int count() {
    return count;
  }

  public String topic() {
    return topic;
  }

  /** When its message may be delivered, ms since 1970; 0 for at once. */
  public long dueAt() {
    return dueAt;
  }

  /** The node it was sent to, from 0. */
  public int node() {
    return node;
  }

  /** When it was about to be sent, ms since 1970. */
  public long invokedAt() {
    return invokedAt;
  }

  /** When its answer came, or it was given up; as late as can be while it has none. */
  public long endedAt() {
    return endedAt;
  }

  public Outcome outcome() {
    return outcome;
  }

  public boolean isAcknowledged() {
    return outcome == Outcome.OK;
  }

  @Override
  public String toString() {
    String ids = StampedMessage.text(firstId) + (count > 1 ? "+" + (count - 1) : "");
    return outcome + " " + ids + " to " + topic + " at " + invokedAt + " via node " + node;
  }
}
