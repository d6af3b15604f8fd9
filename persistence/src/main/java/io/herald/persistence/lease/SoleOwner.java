package io.herald.persistence.lease;

import akka.Done;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Leases of a store that admits one node anyway, such as a locked data directory. */
public enum SoleOwner implements Leases, Ownership {
  /** The one instance. */
  INSTANCE;

  private static final CompletionStage<Done> DONE =
      CompletableFuture.completedFuture(Done.getInstance());

  @Override
  public CompletionStage<Ownership> acquire(String key) {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public CompletionStage<Done> release(String key, Ownership ownership) {
    return DONE;
  }

  @Override
  public CompletionStage<Done> forget(String key) {
    return DONE;
  }

  @Override
  public long epoch() {
    return 0;
  }

  @Override
  public boolean isValid() {
    return true;
  }

  @Override
  public void whenLost(Runnable task) {
    // it is never lost
  }
}
