package io.herald.persistence.lease;

import akka.Done;
import java.util.concurrent.CompletionStage;

/** Takes and gives back ownership, in a store that all nodes share. */
public interface Leases {
  /**
   * Takes ownership of a thing. Completes when no other node can own it any more, which takes as
   * long as the other's lease still runs; never fails because of that, or because the store is
   * away, but goes on trying.
   *
   * @param key what is owned, such as {@code topic|index}; the same on all nodes
   * @return cancel its future to give up; what was taken meanwhile is given back
   */
  CompletionStage<Ownership> acquire(String key);

  /** Gives a thing back, so that the next owner need not wait. Nothing may be written after it. */
  CompletionStage<Done> release(String key, Ownership ownership);

  /** Forgets a thing that is deleted. */
  CompletionStage<Done> forget(String key);
}
