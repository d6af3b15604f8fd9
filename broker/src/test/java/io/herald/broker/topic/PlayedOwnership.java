package io.herald.broker.topic;

import io.herald.persistence.lease.Ownership;
import java.util.concurrent.CompletableFuture;

/** An ownership that a test takes away. */
final class PlayedOwnership implements Ownership {
  private final long epoch;
  private final CompletableFuture<Void> loss = new CompletableFuture<>();
  private volatile boolean isValid = true;

  PlayedOwnership(long epoch) {
    this.epoch = epoch;
  }

  void valid(boolean valid) {
    isValid = valid;
  }

  /** For good. */
  void lose() {
    isValid = false;
    loss.complete(null);
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public boolean isValid() {
    return isValid;
  }

  @Override
  public void whenLost(Runnable task) {
    var unused = loss.thenRun(task);
  }
}
