package io.herald.persistence.journal;

import akka.Done;
import java.io.IOException;

/**
 * {@link Durability#PROCESS}: writes into the page cache on the calling thread and confirms at
 * once; {@link BackgroundSync} forces later. No thread hand-off.
 */
final class InlineCommit implements CommitStage {
  private final HealthRecord health;

  InlineCommit(HealthRecord health) {
    this.health = health;
  }

  @Override
  public void submit(Commit commit) {
    try {
      commit.log().publish(commit.log().append(commit.batch()));
      commit.confirmed().complete(Done.getInstance());
    } catch (IOException e) {
      health.failed("write to " + commit.log().directory(), e);
      commit.fail(e);
    } catch (RuntimeException e) {
      commit.fail(e);
    }
  }

  @Override
  public void close() {
    // Nothing is ever left over.
  }
}
