package io.herald.persistence.lease;

/**
 * An event that changes nothing. A new writer's first write is filled up with it, so that whatever
 * a former one still writes has none of the sequence numbers that come then ({@link OwnedEvents}).
 */
public enum WriterMark {
  /** The one instance. */
  INSTANCE
}
