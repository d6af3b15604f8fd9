package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Checks every checksum in the data directory of a node that does not run: all records of all logs,
 * all snapshots, the commit log. Writes nothing; while it looks no node can start there.
 */
public final class StoreCheck {
  private final Storage storage = new ReadOnlyStorage();
  private final DataDirectory data;
  private final Consumer<RepairReport> damaged;
  private long logs;
  private long files;
  private long records;
  private long bytes;
  private long snapshots;
  private long waitingBatches;
  private long damages;

  /**
   * What was looked at.
   *
   * @param logs persistence ids with events
   * @param files of events
   * @param records intact ones, each an event
   * @param bytes of all files of events
   * @param snapshots files, also damaged ones
   * @param waitingBatches what is in the commit log and is written to its place by the next start
   * @param damages how many damaged places were reported
   */
  public record Summary(
      long logs,
      long files,
      long records,
      long bytes,
      long snapshots,
      long waitingBatches,
      long damages) {}

  private StoreCheck(DataDirectory data, Consumer<RepairReport> damaged) {
    this.data = data;
    this.damaged = damaged;
  }

  /**
   * Reads everything.
   *
   * @param damaged hears of each damaged place when it is found
   * @throws DataDirectoryLockedException if a node uses the directory
   * @throws IOException if there is no data directory, or it cannot be read
   */
  public static Summary run(Path directory, Consumer<RepairReport> damaged) throws IOException {
    try (DataDirectory data = DataDirectory.openToRead(directory)) {
      return new StoreCheck(data, damaged).check();
    }
  }

  private Summary check() throws IOException {
    for (Path directory : directories(data.journal())) {
      Optional<String> persistenceId = EscapedName.persistenceIdOf(directory);
      if (persistenceId.isPresent()) {
        logs++;
        var log = new LogCheck(storage, this::report, persistenceId.get(), directory);
        log.run();
        files += log.files();
        records += log.records();
        bytes += log.bytes();
      }
    }
    for (Path directory : directories(data.snapshots())) {
      Optional<String> persistenceId = EscapedName.persistenceIdOf(directory);
      if (persistenceId.isPresent()) {
        checkSnapshots(persistenceId.get(), directory);
      }
    }
    countWaiting();
    return new Summary(logs, files, records, bytes, snapshots, waitingBatches, damages);
  }

  private void report(RepairReport report) {
    damages++;
    damaged.accept(report);
  }

  private static List<Path> directories(Path parent) throws IOException {
    return list(parent).stream().filter(Files::isDirectory).toList();
  }

  private static List<Path> list(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(parent)) {
      return paths.sorted().toList();
    }
  }

  private void checkSnapshots(String persistenceId, Path directory) throws IOException {
    List<SnapshotFiles.SnapshotName> names = new ArrayList<>();
    list(directory).forEach(path -> SnapshotFiles.SnapshotName.of(path).ifPresent(names::add));
    for (SnapshotFiles.SnapshotName name : names) {
      snapshots++;
      try (StorageFile file = storage.open(name.path())) {
        if (SnapshotFiles.intact(file, persistenceId, name).isEmpty()) {
          report(SnapshotFiles.corrupt(persistenceId, name, file.bytes()));
        }
      }
    }
  }

  private void countWaiting() throws IOException {
    for (Path path : list(data.commit())) {
      if (path.toString().endsWith(CommitLog.SUFFIX)) {
        try (StorageFile file = storage.open(path)) {
          countWaiting(new CommitReader(file));
        }
      }
    }
  }

  private void countWaiting(CommitReader reader) throws IOException {
    for (ByteBuffer body = reader.next(); body != null; body = reader.next()) {
      while (body.hasRemaining()) {
        CommitGroup.Entry.read(body);
        waitingBatches++;
      }
    }
  }
}
