package io.herald.persistence.lease;

/** That this node owns something, as long as it is true. */
public interface Ownership {
  /**
   * Larger than that of every owner before, also of those in an earlier life of a thing that was
   * forgotten; 0: there is but one owner ever.
   */
  long epoch();

  /**
   * Whether nobody else can own it at this moment. Cheap: asked between each write and its OK, from
   * any thread. Once it has been false because the node was silent for too long it may become true
   * again only if nobody has owned the thing meanwhile.
   */
  boolean isValid();

  /**
   * Runs a task, on any thread, when it is known that this will never be valid again, although it
   * was not given back. Until then it may be invalid and become valid again.
   */
  void whenLost(Runnable task);
}
