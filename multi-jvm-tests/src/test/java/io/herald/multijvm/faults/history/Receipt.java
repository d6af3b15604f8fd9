package io.herald.multijvm.faults.history;

/** One delivery of one message to one consumer, and what the consumer said about it. */
public final class Receipt {
  /** The last that was said about it. */
  public enum State {
    /** Nothing, or TOUCH. */
    HELD,
    /** FIN. */
    FINISHED,
    /** REQ. */
    REQUEUED,
    /** FIN, REQ or TOUCH, which the broker refused: it had timed out. */
    REFUSED
  }

  private final ConsumerSession session;
  private final long id;
  private final String messageId;
  private final int attempt;
  private final long receivedAt;
  private volatile State state = State.HELD;
  private volatile long saidAt;
  private volatile long notBefore;

  Receipt(ConsumerSession session, long id, String messageId, int attempt, long receivedAt) {
    this.session = session;
    this.id = id;
    this.messageId = messageId;
    this.attempt = attempt;
    this.receivedAt = receivedAt;
    this.saidAt = receivedAt;
  }

  void say(State what, long now, long delayMillis) {
    state = what;
    saidAt = now;
    notBefore = now + delayMillis;
  }

  public ConsumerSession session() {
    return session;
  }

  /** The id of {@link StampedMessage}. */
  public long id() {
    return id;
  }

  /** The broker's message id: another one means that it is stored twice. */
  public String messageId() {
    return messageId;
  }

  public int attempt() {
    return attempt;
  }

  /** Ms since 1970. */
  public long receivedAt() {
    return receivedAt;
  }

  public State state() {
    return state;
  }

  /** When FIN, REQ or TOUCH was about to be sent; until then when it was received. */
  long saidAt() {
    return saidAt;
  }

  /** When a requeued one may come again. */
  long notBefore() {
    return notBefore;
  }

  @Override
  public String toString() {
    return StampedMessage.text(id)
        + " attempt "
        + attempt
        + " to consumer "
        + session.number()
        + " at "
        + receivedAt
        + ", "
        + state
        + " at "
        + saidAt;
  }
}
