package io.herald.broker.request;

/** What was asked for is done, and stored if it is to survive. */
public enum Applied implements PartitionAnswer {
  /** The one instance. */
  INSTANCE
}
