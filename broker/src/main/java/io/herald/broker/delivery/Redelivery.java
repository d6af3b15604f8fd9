package io.herald.broker.delivery;

/** What became of a message whose bytes were fetched for redelivery. */
public enum Redelivery {
  /** A consumer has it. */
  DELIVERED,
  /** Nobody has room: it is the first of the waiting messages again. */
  PUT_BACK,
  /** It is finished without delivery: every consumer samples and none takes it. */
  SAMPLED_AWAY,
  /** It is finished without delivery: it is too old. */
  EXPIRED,
  /** Its attempts turned out to be used up: it is to be buried. */
  SPENT,
  /** The channel was emptied meanwhile. */
  GONE
}
