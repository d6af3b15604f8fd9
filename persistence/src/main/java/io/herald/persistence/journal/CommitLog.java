package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One log for the whole node, so that batches of many persistence ids become durable by one fsync.
 * Each batch has its place in its own log file already and is written there later, at the latest
 * when the commit log's file is full: then those files are forced, and the commit log's file is
 * used again. After a crash {@link CommitReplay} puts back what had not come that far.
 *
 * <p>{@link #append}, {@link #force} and {@link #repair} are for the one thread that commits.
 */
final class CommitLog {
  static final String SUFFIX = ".commit";

  private static final long RETRY_NANOS = 1_000_000_000;

  private final Storage storage;
  private final Path directory;
  private final StoreSettings settings;
  private final HealthRecord health;
  private final FsyncThreads fsync;
  private final ExecutorService settler =
      Executors.newSingleThreadExecutor(
          task -> {
            var thread = new Thread(task, "herald-store-settle");
            thread.setDaemon(true);
            return thread;
          });

  private volatile CommitFile active; // null: the next append creates a file
  private CompletableFuture<CommitFile> settling = CompletableFuture.completedFuture(null);
  private volatile boolean settlingFails;
  private volatile boolean closing;
  private long nextGroup = 1;
  private int nextFile = 1;
  private long unwrittenBytes;
  private boolean broken;

  CommitLog(Storage storage, Path directory, StoreSettings settings, HealthRecord health) {
    this.storage = storage;
    this.directory = directory;
    this.settings = settings;
    this.health = health;
    this.fsync = new FsyncThreads("herald-store-settle", settings.fsyncThreads());
  }

  /**
   * Writes batches into the page cache as one group.
   *
   * @throws IOException if that failed; nothing of the group counts then, and {@link #repair} must
   *     succeed before the next one
   */
  void append(List<Placement> placements) throws IOException {
    var group = new CommitGroup(nextGroup, placements);
    if (active == null) {
      active = create();
    } else if (active.end() + group.bytes() > settings.commitLogBytes() && active.end() > 0) {
      roll();
    }
    try {
      active.append(group);
    } catch (IOException | RuntimeException e) {
      broken = true;
      throw e;
    }
    nextGroup++;
    unwrittenBytes += group.bytes();
    if (unwrittenBytes > settings.commitLogBufferBytes()) {
      writeBack();
      unwrittenBytes = 0;
    }
  }

  /** Makes everything appended durable. */
  void force() throws IOException {
    try {
      active.force();
    } catch (IOException e) {
      broken = true; // nobody knows which pages the disk holds
      throw e;
    }
  }

  private CommitFile create() throws IOException {
    return CommitFile.create(storage, directory.resolve(nextFile++ + SUFFIX));
  }

  /** Two files take turns: waits until the logs of the other one are on the disk. */
  private void roll() throws IOException {
    if (settlingFails) {
      throw new IOException("the commit log is full and its log files cannot be written");
    }
    CommitFile full = active;
    CommitFile settled = settling.join();
    active = settled == null ? create() : settled;
    settling = CompletableFuture.supplyAsync(() -> settleAtLast(full), settler);
  }

  /** Tries again for as long as it takes: until then the file is needed. */
  private CommitFile settleAtLast(CommitFile full) {
    while (true) {
      try {
        CommitFile settled = settle(full);
        settlingFails = false;
        return settled;
      } catch (IOException e) {
        settlingFails = true;
        health.failed("emptying the commit log", e);
        if (closing) {
          throw new CompletionException(e);
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** Writes and forces the log files a commit file has batches of; it can be used again then. */
  private CommitFile settle(CommitFile full) throws IOException {
    var failures = new AtomicInteger();
    List<Runnable> tasks =
        full.touched().entrySet().stream()
            .<Runnable>map(entry -> () -> settle(entry.getKey(), entry.getValue(), failures))
            .toList();
    if (!tasks.isEmpty()) {
      fsync.runAll(tasks);
    }
    if (failures.get() > 0) {
      throw new IOException(failures + " log files cannot be written");
    }
    full.clear();
    return full;
  }

  private void settle(LogFile file, EventLog log, AtomicInteger failures) {
    try {
      log.sync(file);
    } catch (NoSuchFileException e) {
      // Deleted, and so is what the commit log has of it.
    } catch (IOException | RuntimeException e) {
      failures.incrementAndGet();
      health.failed("fsync of " + file.path(), e);
    }
  }

  /** Writes what waits into its log files, without forcing it, so that its memory is released. */
  void writeBack() {
    CommitFile current = active;
    if (current == null) {
      return;
    }
    for (EventLog log : current.touched().values()) {
      try {
        log.writeDeferred();
      } catch (IOException e) {
        health.failed("write to " + log.directory(), e);
      }
    }
  }

  /**
   * Ends the consequences of a failure: once the log files hold all that was confirmed, the commit
   * log's file goes, and what it has of unconfirmed groups with it.
   *
   * @throws IOException if that fails, too; nothing may be committed then, not even past this log
   */
  void repair() throws IOException {
    if (!broken) {
      return;
    }
    CommitFile damaged = active;
    if (damaged != null) {
      settle(damaged).delete();
      active = null;
      storage.syncDirectory(directory);
    }
    broken = false;
  }

  /**
   * Empties and removes the files.
   *
   * @return false if something could not be written to its log file; the files stay then
   */
  boolean close() {
    boolean done = true;
    closing = true;
    try {
      CommitFile other = settling.join();
      if (other != null) {
        other.delete();
      }
      if (active != null) {
        settle(active).delete();
      }
      storage.syncDirectory(directory);
    } catch (IOException | CompletionException e) {
      health.failed("emptying the commit log", e);
      done = false;
    }
    settler.shutdown();
    fsync.close();
    return done;
  }
}
