package io.herald.persistence.journal;

/**
 * Turns batches into confirmed events: writes them, makes them durable as its {@link Durability}
 * asks, publishes them to readers, completes their futures.
 */
interface CommitStage extends AutoCloseable {
  /** Takes a batch; its future completes when it is confirmed or has failed. */
  void submit(Commit commit);

  /** Confirms everything submitted so far and stops. */
  @Override
  void close();
}
