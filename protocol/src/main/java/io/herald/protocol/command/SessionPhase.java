package io.herald.protocol.command;

/**
 * How far a connection has come; it decides which commands are valid (NSQ protocol, commands).
 *
 * <pre>
 * CONNECTED ──SUB──► SUBSCRIBED ──CLS──► CLOSING
 * </pre>
 */
public enum SessionPhase {
  /** No SUB yet; producers stay here. */
  CONNECTED(0),
  /** Has one subscription. */
  SUBSCRIBED(3),
  /** Has said CLS: gets no more messages, may still FIN, REQ and TOUCH. */
  CLOSING(4);

  private final int statsCode;

  SessionPhase(int statsCode) {
    this.statsCode = statsCode;
  }

  /** The number nsqd shows in /stats as {@code state}. */
  public int statsCode() {
    return statsCode;
  }
}
