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
 * ids, writes them, makes them durable, and confirms. While it waits for the disk the next group
 * gathers by itself; nothing ever sleeps to make groups larger.
 *
 * <p>A group goes to the {@link CommitLog}, which needs one fsync for all of it. A group of one log
 * that is large enough to be worth its own fsync goes to its log file at once, and so does what
 * cannot wait: the first batch of a file.
 */
final class GroupCommit implements CommitStage {
  private static final Commit STOP = new Commit(null, null);

  private final HealthRecord health;
  private final CommitLog commitLog;
  private final long directBytes;
  private final FsyncThreads fsync;
  private final BlockingQueue<Commit> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "herald-store-commit");
  private volatile boolean open = true;

  GroupCommit(HealthRecord health, CommitLog commitLog, StoreSettings settings) {
    this.health = health;
    this.commitLog = commitLog;
    this.directBytes = settings.directCommitBytes();
    this.fsync = new FsyncThreads("herald-store-commit", settings.fsyncThreads());
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

  private void commit(List<Commit> group) throws IOException {
    commitLog.repair();
    Map<EventLog, List<Commit>> byLog = new LinkedHashMap<>();
    for (Commit commit : group) {
      byLog.computeIfAbsent(commit.log(), log -> new ArrayList<>(1)).add(commit);
    }
    var shared = new SharedCommit(commitLog, health);
    var tasks = new ArrayList<Runnable>();
    byLog.forEach(
        (log, commits) -> {
          long bytes = commits.stream().mapToLong(commit -> commit.batch().recordBytes()).sum();
          boolean isDirect = byLog.size() == 1 && bytes >= directBytes;
          if (isDirect || !log.canDefer(bytes)) {
            write(log, commits, tasks);
          } else {
            shared.add(log, commits);
          }
        });
    if (shared.append()) {
      tasks.add(shared::confirm);
    }
    if (!tasks.isEmpty()) {
      fsync.runAll(tasks);
    }
  }

  /** Writes into the log's own file; the task that is added forces it and confirms. */
  private void write(EventLog log, List<Commit> commits, List<Runnable> tasks) {
    Map<LogFile, EventLog.Mark> marks = new LinkedHashMap<>();
    var written = new ArrayList<Commit>(commits.size());
    for (Commit commit : commits) {
      try {
        EventLog.Mark mark = log.append(commit.batch());
        marks.put(mark.file(), mark);
        written.add(commit);
      } catch (IOException e) {
        health.failed("write to " + log.directory(), e);
        commit.fail(e);
      } catch (RuntimeException e) {
        commit.fail(e);
      }
    }
    if (!written.isEmpty()) {
      tasks.add(() -> confirm(log, marks, written));
    }
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
