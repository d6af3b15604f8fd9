package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces every written file to disk within the sync interval and completes its sparse index, so
 * that confirmed-but-not-forced bytes ({@link Durability#PROCESS}) and the part of a file that
 * recovery must scan both stay small.
 */
final class BackgroundSync {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundSync.class);

  private final HealthRecord health;
  private final Runnable writeBack;
  private final Map<LogFile, EventLog> written = new ConcurrentHashMap<>();
  private final FsyncThreads fsync;
  private final ScheduledExecutorService timer;

  /**
   * Starts the rounds.
   *
   * @param writeBack writes what is in memory only
   */
  BackgroundSync(HealthRecord health, StoreSettings settings, Runnable writeBack) {
    this.health = health;
    this.writeBack = writeBack;
    this.fsync = new FsyncThreads("herald-store-sync", settings.fsyncThreads());
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              var thread = new Thread(task, "herald-store-sync");
              thread.setDaemon(true);
              return thread;
            });
    long nanos = settings.syncInterval().toNanos();
    var unused = timer.scheduleWithFixedDelay(this::syncAll, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Called on the writing thread after every append; cheap when the file is known already. */
  void written(EventLog log, LogFile file) {
    if (!written.containsKey(file)) {
      written.put(file, log);
    }
  }

  /** Forces what has been written until now. Failures make the store unhealthy. */
  void syncAll() {
    writeBack.run();
    var files = new ArrayList<Runnable>();
    Map.copyOf(written).forEach((file, log) -> files.add(() -> sync(file, log)));
    if (!files.isEmpty()) {
      fsync.runAll(files);
    }
  }

  private void sync(LogFile file, EventLog log) {
    // Removed first: what is written from now on belongs to the next round.
    written.remove(file);
    try {
      log.sync(file);
    } catch (NoSuchFileException e) {
      LOG.debug("{} was deleted before it was forced", file.path(), e);
    } catch (IOException | RuntimeException e) {
      written.putIfAbsent(file, log);
      health.failed("fsync of " + file.path(), e);
    }
  }

  /** Stops the timer and forces all that is left; returns whether that succeeded. */
  boolean close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(1, TimeUnit.MINUTES)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    syncAll();
    fsync.close();
    return written.isEmpty();
  }
}
