package io.herald.broker;

/** Why the broker did not do what it was asked; no stack, because it is an answer and no crash. */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal it is. */
  public enum Reason {
    /** There is no such topic. */
    TOPIC_NOT_FOUND,
    /** The topic has no such channel. */
    CHANNEL_NOT_FOUND,
    /** The topic exists, and is not the ordered one that was asked for. */
    NOT_ORDERED,
    /** The channel has as many consumers as are allowed. */
    TOO_MANY_CONSUMERS,
    /** The message is not stored, and will not be: the store failed or the topic is full. */
    NOT_STORED,
    /** The node is stopping. */
    EXITING,
    /** What was asked for cannot be; the message names what is wrong and what would be right. */
    INVALID,
    /** The channel exists, and was to be new. */
    CHANNEL_EXISTS,
    /** The topic has no such partition. */
    PARTITION_NOT_FOUND,
    /** A partition does not answer, or cannot at the moment; the message says which. */
    NOT_AVAILABLE
  }

  private final Reason reason;

  public BrokerException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** It is not stored, and will not be. */
  public static BrokerException notStored(String why) {
    return new BrokerException(Reason.NOT_STORED, why);
  }

  /** The topic has no such channel. */
  public static BrokerException noChannel() {
    return new BrokerException(Reason.CHANNEL_NOT_FOUND, "no such channel");
  }

  /** The channel is there, and was to be new. */
  public static BrokerException channelExists() {
    return new BrokerException(Reason.CHANNEL_EXISTS, "the channel exists");
  }

  /** What kind of refusal it is. */
  public Reason reason() {
    return reason;
  }
}
