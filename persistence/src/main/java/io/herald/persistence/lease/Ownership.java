package io.herald.persistence.lease;

/** That this node owns something, as long as it is true. */
public interface Ownership {
  /** How often the thing has had a new owner; each owner's is larger than those before. */
  long epoch();

  /**
   * Whether nobody else can own it at this moment. Cheap: asked between each write and its OK, from
   * any thread. Once it has been false because the node was silent for too long it may become true
   * again only if nobody has owned the thing meanwhile.
   */
  boolean isValid();
}
