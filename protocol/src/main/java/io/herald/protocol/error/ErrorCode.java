package io.herald.protocol.error;

/** The codes that begin an error frame (NSQ protocol, errors). All end the connection but three. */
public enum ErrorCode {
  /** The first four bytes were not a protocol's magic. */
  E_BAD_PROTOCOL,
  /** Unknown command, wrong state, or a parameter out of range. */
  E_INVALID,
  /** A body of a wrong size or content. */
  E_BAD_BODY,
  /** A topic name that breaks the rules. */
  E_BAD_TOPIC,
  /** A channel name that breaks the rules. */
  E_BAD_CHANNEL,
  /** A message that is empty or too large. */
  E_BAD_MESSAGE,
  /** A publish key or partition key that breaks the rules (Herald only). */
  E_BAD_KEY,
  /** IDENTIFY could not be granted. */
  E_IDENTIFY_FAILED,
  /** SUB was refused, such as for too many consumers. */
  E_SUB_FAILED,
  /** PUB could not be stored. */
  E_PUB_FAILED,
  /** MPUB could not be stored; none of its messages is. */
  E_MPUB_FAILED,
  /** DPUB could not be stored. */
  E_DPUB_FAILED,
  /** FIN of a message that this connection does not hold. */
  E_FIN_FAILED,
  /** REQ of a message that this connection does not hold. */
  E_REQ_FAILED,
  /** TOUCH of a message that this connection does not hold. */
  E_TOUCH_FAILED,
  /** AUTH where no auth server is set. */
  E_AUTH_DISABLED,
  /** A command that needs AUTH before it. */
  E_AUTH_FIRST,
  /** No auth server has given a valid answer. */
  E_AUTH_FAILED,
  /** The auth servers do not allow it. */
  E_UNAUTHORIZED,
  /** More connections than the node takes, in all or from one address (Herald only). */
  E_TOO_MANY_CONNECTIONS;

  /** Whether the connection is closed after the frame. */
  public boolean fatal() {
    return this != E_FIN_FAILED && this != E_REQ_FAILED && this != E_TOUCH_FAILED;
  }
}
