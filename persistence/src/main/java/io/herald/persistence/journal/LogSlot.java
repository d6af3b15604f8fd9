package io.herald.persistence.journal;

import akka.Done;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The place of one persistence id in the store: its log once recovered, and the order of writes
 * that arrive before that.
 */
final class LogSlot {
  private final CompletableFuture<EventLog> opening;
  private final Executor executor;
  private CompletableFuture<Done> lastWrite = CompletableFuture.completedFuture(Done.getInstance());
  private boolean isQueueing;

  LogSlot(CompletableFuture<EventLog> opening, Executor executor) {
    this.opening = opening;
    this.executor = executor;
  }

  CompletableFuture<EventLog> opening() {
    return opening;
  }

  /** True if the log must be recovered again before its next use. */
  boolean isBroken() {
    if (!opening.isDone()) {
      return false;
    }
    return opening.isCompletedExceptionally() || opening.join().isClosed();
  }

  /** Writes at once on this thread if the log is open and no earlier write is still waiting. */
  synchronized CompletableFuture<Done> write(CommitStage stage, PendingBatch batch) {
    if (isIdle()) {
      var commit = new Commit(opening.join(), batch);
      stage.submit(commit);
      lastWrite = commit.confirmed();
      return lastWrite;
    }
    isQueueing = true;
    CompletableFuture<Done> mine =
        lastWrite
            .handle((done, error) -> Done.getInstance())
            .thenCombine(opening, (done, log) -> log)
            .thenComposeAsync(log -> submit(stage, new Commit(log, batch)), executor);
    lastWrite = mine;
    var unused = mine.whenComplete((done, error) -> caughtUp(mine));
    return mine;
  }

  /** True if a write would be handed to its stage at once, on the calling thread. */
  synchronized boolean isIdle() {
    return isOpen() && !isQueueing;
  }

  private static CompletableFuture<Done> submit(CommitStage stage, Commit commit) {
    stage.submit(commit);
    return commit.confirmed();
  }

  private synchronized void caughtUp(CompletableFuture<Done> write) {
    if (lastWrite == write) {
      isQueueing = false;
    }
  }

  private boolean isOpen() {
    return opening.isDone() && !opening.isCompletedExceptionally();
  }

  /** The log as soon as it is open and every write submitted until now has been answered. */
  synchronized CompletableFuture<EventLog> settled() {
    return lastWrite
        .handle((done, error) -> Done.getInstance())
        .thenCombine(opening, (done, log) -> log);
  }

  static Throwable unwrap(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
