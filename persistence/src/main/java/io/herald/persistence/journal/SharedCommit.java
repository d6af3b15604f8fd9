package io.herald.persistence.journal;

import akka.Done;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The batches of one group that become durable by one fsync of the {@link CommitLog}. */
final class SharedCommit {
  private final CommitLog commitLog;
  private final HealthRecord health;
  private final List<Placement> placements = new ArrayList<>();
  private final List<Commit> commits = new ArrayList<>();

  SharedCommit(CommitLog commitLog, HealthRecord health) {
    this.commitLog = commitLog;
    this.health = health;
  }

  /** Gives the batches of a log their places; {@link EventLog#canDefer} said that this can be. */
  void add(EventLog log, List<Commit> ofLog) {
    for (Commit commit : ofLog) {
      try {
        placements.add(log.defer(commit.batch()));
        commits.add(commit);
      } catch (RuntimeException e) {
        commit.fail(e);
      }
    }
  }

  /** Writes the group; false if there is nothing to confirm, be it that writing failed. */
  boolean append() {
    if (placements.isEmpty()) {
      return false;
    }
    try {
      commitLog.append(placements);
      return true;
    } catch (IOException | RuntimeException e) {
      fail("write to the commit log", e);
      return false;
    }
  }

  void confirm() {
    try {
      commitLog.force();
    } catch (IOException | RuntimeException e) {
      fail("fsync of the commit log", e);
      return;
    }
    placements.forEach(placement -> placement.log().publish(placement.mark()));
    commits.forEach(commit -> commit.confirmed().complete(Done.getInstance()));
  }

  private void fail(String what, Exception cause) {
    health.failed(what, cause);
    placements.forEach(placement -> placement.log().undoDeferred(cause));
    commits.forEach(commit -> commit.fail(cause));
  }
}
