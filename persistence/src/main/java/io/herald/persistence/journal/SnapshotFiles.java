package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The snapshots of all persistence ids, one file each, named {@code SEQNR-TIMESTAMP.snap}. A file
 * holds one record ({@link RecordHeader}) and appears under its name only when it is complete and
 * on disk. Blocks; for the store's dispatcher.
 */
final class SnapshotFiles {
  private static final String SUFFIX = ".snap";
  private static final int STRIPES = 64;

  private final DataDirectory data;
  private final Storage storage;
  private final Repairs repairs;
  private final Object[] stripes = new Object[STRIPES];

  /** One snapshot by name. */
  record SnapshotName(Path path, long sequenceNr, long timestamp) {
    static Optional<SnapshotName> of(Path path) {
      String name = path.getFileName().toString();
      int dash = name.indexOf('-');
      if (dash < 0 || !name.endsWith(SUFFIX)) {
        return Optional.empty();
      }
      try {
        long sequenceNr = Long.parseLong(name, 0, dash, 10);
        long timestamp = Long.parseLong(name, dash + 1, name.length() - SUFFIX.length(), 10);
        return Optional.of(new SnapshotName(path, sequenceNr, timestamp));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }

  SnapshotFiles(DataDirectory data, Storage storage, Repairs repairs) {
    this.data = data;
    this.storage = storage;
    this.repairs = repairs;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Object();
    }
  }

  private Path directory(String persistenceId) {
    return data.snapshots().resolve(EscapedName.of(persistenceId));
  }

  /** Runs something while nobody else touches the snapshots of a persistence id. */
  void exclusively(String persistenceId, EventLog.FileRemoval work) throws IOException {
    synchronized (stripe(persistenceId)) {
      work.run();
    }
  }

  private Object stripe(String persistenceId) {
    return stripes[Math.floorMod(persistenceId.hashCode(), STRIPES)];
  }

  /** Writes a snapshot; one of the same sequence number is replaced. Durable on return. */
  void save(String persistenceId, PendingRecord record, long timestamp) throws IOException {
    synchronized (stripe(persistenceId)) {
      Path directory = directory(persistenceId);
      if (!Files.isDirectory(directory)) {
        LogDirectories.create(storage, directory, persistenceId);
        LogDirectories.makeDurable(storage, directory);
      }
      long sequenceNr = record.sequenceNr();
      Path temporary = directory.resolve("new.tmp");
      try (StorageFile file = storage.create(temporary)) {
        WriteBuffer buffer = WriteBuffer.ofThisThread().start(file, 0);
        record.writeTo(buffer, LogFile.salt(persistenceId, sequenceNr));
        buffer.finish();
        file.force();
      }
      String digits = String.format("%019d", sequenceNr);
      Path path = directory.resolve(digits + "-" + timestamp + SUFFIX);
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      storage.syncDirectory(directory);
      delete(persistenceId, name -> name.sequenceNr() == sequenceNr && !name.path().equals(path));
    }
  }

  /** The snapshots of a persistence id that match, newest first. */
  List<SnapshotName> find(String persistenceId, Predicate<SnapshotName> criteria)
      throws IOException {
    Path directory = directory(persistenceId);
    var found = new ArrayList<SnapshotName>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (Stream<Path> paths = Files.list(directory)) {
      paths
          .map(SnapshotName::of)
          .flatMap(Optional::stream)
          .filter(criteria)
          .sorted(
              Comparator.comparingLong(SnapshotName::sequenceNr)
                  .thenComparingLong(SnapshotName::timestamp)
                  .reversed())
          .forEach(found::add);
    }
    return found;
  }

  void delete(String persistenceId, Predicate<SnapshotName> criteria) throws IOException {
    synchronized (stripe(persistenceId)) {
      for (SnapshotName name : find(persistenceId, criteria)) {
        Files.deleteIfExists(name.path());
      }
    }
  }

  /** Hands an intact snapshot to the sink; a damaged one is reported and answered with false. */
  boolean read(String persistenceId, SnapshotName name, RecordSink sink) throws IOException {
    try (StorageFile file = storage.open(name.path())) {
      Optional<RecordScanner> intact = intact(file, persistenceId, name);
      if (intact.isPresent()) {
        ByteBuffer body = intact.get().body();
        return sink.accept(intact.get().header(), body);
      }
      repairs.add(corrupt(persistenceId, name, file.bytes()));
      return false;
    }
  }

  /** A scanner at the record of a snapshot, or empty if that is damaged. */
  static Optional<RecordScanner> intact(StorageFile file, String persistenceId, SnapshotName name)
      throws IOException {
    long salt = LogFile.salt(persistenceId, name.sequenceNr());
    var scanner = new RecordScanner(file, salt, 0, file.bytes(), 0, WriteBuffer.BYTES);
    boolean isIntact =
        scanner.next() == RecordScanner.Found.RECORD
            && scanner.isBodyIntact()
            && scanner.header().sequenceNr() == name.sequenceNr();
    return isIntact ? Optional.of(scanner) : Optional.empty();
  }

  /** That a snapshot of so many bytes is damaged. */
  static RepairReport corrupt(String persistenceId, SnapshotName name, long bytes) {
    return new RepairReport(
        RepairReport.Kind.CORRUPT_SNAPSHOT,
        persistenceId,
        name.path(),
        0,
        bytes,
        name.sequenceNr(),
        name.sequenceNr());
  }
}
