package io.herald.persistence.journal;

import akka.Done;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * {@link Durability#POWER}: one thread takes all batches that have piled up, of all persistence
 * ids, writes them, forces each touched file once, and confirms. While it waits for the disk the
 * next group gathers by itself; nothing ever sleeps to make groups larger.
 */
final class GroupCommit implements CommitStage {
  private static final Commit STOP = new Commit(null, null);

  private final HealthRecord health;
  private final FsyncThreads fsync;
  private final BlockingQueue<Commit> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "herald-store-commit");
  private volatile boolean open = true;

  GroupCommit(HealthRecord health, int fsyncThreads) {
    this.health = health;
    this.fsync = new FsyncThreads("herald-store-commit", fsyncThreads);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void submit(Commit commit) {
    queue.add(commit);
    if (!open && queue.remove(commit)) {
      commit.fail(new IOException("the store is closed"));
    }
  }

  private void run() {
    var group = new ArrayList<Commit>();
    boolean last = false;
    while (!last) {
      try {
        group.add(queue.take());
      } catch (InterruptedException e) {
        // Nobody of ours interrupts this thread: that would close the files it is writing.
        continue;
      }
      queue.drainTo(group);
      last = group.remove(STOP);
      try {
        commit(group);
      } catch (Throwable e) {
        // Such as OutOfMemoryError: the writers must hear of it, and later groups go on.
        health.failed("group commit", e);
        group.forEach(commit -> commit.fail(e));
      }
      group.clear();
    }
  }

  private void commit(List<Commit> group) {
    Map<EventLog, List<Commit>> written = new LinkedHashMap<>();
    Map<EventLog, Map<LogFile, EventLog.Mark>> touched = new LinkedHashMap<>();
    for (Commit commit : group) {
      try {
        EventLog.Mark mark = commit.log().append(commit.batch());
        written.computeIfAbsent(commit.log(), log -> new ArrayList<>()).add(commit);
        touched.computeIfAbsent(commit.log(), log -> new LinkedHashMap<>()).put(mark.file(), mark);
      } catch (IOException e) {
        health.failed("write to " + commit.log().directory(), e);
        commit.fail(e);
      } catch (RuntimeException e) {
        commit.fail(e);
      }
    }
    var confirmations = new ArrayList<Runnable>(written.size());
    written.forEach(
        (log, commits) -> confirmations.add(() -> confirm(log, touched.get(log), commits)));
    fsync.runAll(confirmations);
  }

  private void confirm(EventLog log, Map<LogFile, EventLog.Mark> marks, List<Commit> commits) {
    try {
      for (LogFile file : marks.keySet()) {
        log.force(file);
      }
      marks.values().forEach(log::publish);
    } catch (IOException | RuntimeException e) {
      // After a failed fsync nobody knows which pages the disk holds.
      health.failed("fsync in " + log.directory(), e);
      log.rollBack(e);
      commits.forEach(commit -> commit.fail(e));
      return;
    }
    commits.forEach(commit -> commit.confirmed().complete(Done.getInstance()));
  }

  @Override
  public void close() {
    open = false;
    queue.add(STOP);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    fsync.close();
  }
}
