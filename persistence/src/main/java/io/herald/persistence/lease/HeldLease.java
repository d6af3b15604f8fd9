package io.herald.persistence.lease;

import akka.Done;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a node has taken, as long as its session is valid and until it gives it back. */
final class HeldLease implements Ownership {
  private final LeaseTime time;
  private final LeaseSession session;
  private final long epoch;
  private final CompletableFuture<Done> loss = new CompletableFuture<>();
  private volatile boolean isGivenBack;

  HeldLease(LeaseTime time, LeaseSession session, long epoch) {
    this.time = time;
    this.session = session;
    this.epoch = epoch;
  }

  LeaseSession session() {
    return session;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public boolean isValid() {
    return !isGivenBack && session.isValidAt(time.nanoTime());
  }

  void giveBack() {
    isGivenBack = true;
  }

  /** Tells who asked; the session has been ended. */
  void lost() {
    loss.complete(Done.getInstance());
  }

  @Override
  public void whenLost(Runnable task) {
    CompletionStage<Void> unused = loss.thenRun(task);
  }
}
