package io.herald.persistence.journal;

import akka.Done;
import java.util.concurrent.CompletableFuture;

/**
 * A batch that waits for confirmation.
 *
 * @param log where it goes
 * @param batch what is written
 * @param confirmed completes when it is durable enough and visible, or fails
 */
record Commit(EventLog log, PendingBatch batch, CompletableFuture<Done> confirmed) {
  Commit(EventLog log, PendingBatch batch) {
    this(log, batch, new CompletableFuture<>());
  }

  void fail(Throwable cause) {
    confirmed.completeExceptionally(cause);
  }
}
