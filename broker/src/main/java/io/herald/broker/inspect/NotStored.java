package io.herald.broker.inspect;

import io.herald.broker.request.PartitionAnswer;

/** There is no such message: it was never there, or is not stored any more. */
public enum NotStored implements PartitionAnswer {
  /** The one instance. */
  INSTANCE
}
