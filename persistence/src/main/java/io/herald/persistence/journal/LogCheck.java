package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads every record of the log of one persistence id and reports what is not as it was written, as
 * recovery and readers would, but leaves everything as it is.
 */
final class LogCheck {
  private static final int WINDOW_BYTES = 1 << 20;

  /** Indexes are only read here, so the distance of new entries does not matter. */
  private static final int INDEX_INTERVAL_BYTES = 1 << 20;

  private final Storage storage;
  private final Consumer<RepairReport> damaged;
  private final String persistenceId;
  private final Path directory;
  private long files;
  private long records;
  private long bytes;

  LogCheck(Storage storage, Consumer<RepairReport> damaged, String persistenceId, Path directory) {
    this.storage = storage;
    this.damaged = damaged;
    this.persistenceId = persistenceId;
    this.directory = directory;
  }

  long files() {
    return files;
  }

  /** Intact ones. */
  long records() {
    return records;
  }

  /** Of the files. */
  long bytes() {
    return bytes;
  }

  void run() throws IOException {
    List<Long> firsts = firsts();
    long expected = deletedTo() + 1;
    if (!firsts.isEmpty() && expected > 0 && firsts.get(0) > expected) {
      // whole files are gone: what is behind the deleted events begins too late
      LogFile file = file(firsts.get(0));
      report(RepairReport.Kind.MISSING_BYTES, file, 0, 0, expected, firsts.get(0) - 1);
    }
    for (int i = 0; i < firsts.size(); i++) {
      long next = i + 1 < firsts.size() ? firsts.get(i + 1) : 0;
      check(file(firsts.get(i)), next);
    }
  }

  private List<Long> firsts() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(LogFile::firstSequenceNrOf).flatMap(Optional::stream).sorted().toList();
    }
  }

  /** The highest deleted sequence number; −1 if that cannot be read. */
  private long deletedTo() throws IOException {
    long mark = DeletionMark.read(storage, directory);
    if (mark == DeletionMark.DAMAGED) {
      Path path = directory.resolve(DeletionMark.FILE);
      damaged.accept(
          new RepairReport(
              RepairReport.Kind.CORRUPT_DELETION_MARK, persistenceId, path, 0, 0, 0, 0));
    }
    return mark;
  }

  private LogFile file(long first) {
    return new LogFile(persistenceId, directory, first, INDEX_INTERVAL_BYTES);
  }

  /**
   * Reads one file.
   *
   * @param nextFirst the first sequence number of the file behind it; 0 = it is the newest
   */
  private void check(LogFile file, long nextFirst) throws IOException {
    try (StorageFile source = storage.open(file.path())) {
      long size = source.bytes();
      files++;
      bytes += size;
      if (LogFile.incarnationOf(source).isEmpty() && size > LogFile.HEADER_BYTES) {
        int header = LogFile.HEADER_BYTES;
        report(RepairReport.Kind.CORRUPT_FILE_HEADER, file, 0, header, 0, 0);
      } else if (size < LogFile.HEADER_BYTES) {
        report(RepairReport.Kind.TORN_TAIL, file, 0, size, file.firstSequenceNr(), 0);
        return;
      }
      scan(file, source, size, nextFirst);
    }
  }

  private void scan(LogFile file, StorageFile source, long size, long nextFirst)
      throws IOException {
    long before = file.firstSequenceNr() - 1;
    var scanner =
        new RecordScanner(source, file.salt(), LogFile.HEADER_BYTES, size, before, WINDOW_BYTES);
    List<RepairReport> open = new ArrayList<>(); // damage with no complete write behind it yet
    long keptEnd = LogFile.HEADER_BYTES;
    long keptSequenceNr = before;
    long last = before;
    RecordScanner.Found found = scanner.next();
    while (found != RecordScanner.Found.END) {
      boolean isHeaderLost = found == RecordScanner.Found.DAMAGE;
      if (isHeaderLost || !scanner.isBodyIntact()) {
        long from = isHeaderLost ? last + 1 : scanner.lastSequenceNr();
        long to = isHeaderLost ? scanner.peekSequenceNr() - 1 : from;
        open.add(corrupt(file, scanner, from, isHeaderLost && to < 0 ? nextFirst - 1 : to));
      } else {
        records++;
        if (scanner.header().remaining() == 0) {
          open.forEach(damaged);
          open.clear();
          keptEnd = scanner.nextPosition();
          keptSequenceNr = scanner.lastSequenceNr();
        }
      }
      last = scanner.lastSequenceNr();
      found = scanner.next();
    }
    if (nextFirst == 0) {
      endOfLog(file, size, keptEnd, keptSequenceNr, last);
    } else {
      open.forEach(damaged);
      if (open.isEmpty() && last < nextFirst - 1) {
        report(RepairReport.Kind.MISSING_BYTES, file, size, 0, last + 1, nextFirst - 1);
      }
    }
  }

  /** Behind the last complete write of the newest file is what the next start would cut off. */
  private void endOfLog(LogFile file, long size, long keptEnd, long keptSequenceNr, long last)
      throws IOException {
    if (size > keptEnd) {
      report(RepairReport.Kind.TORN_TAIL, file, keptEnd, size - keptEnd, keptSequenceNr + 1, 0);
    }
    SparseIndex index = file.index();
    boolean isLoaded = index.load(storage, file.indexPath()) && index.last() != null;
    if (isLoaded && index.last().sequenceNr() > last) {
      report(RepairReport.Kind.MISSING_BYTES, file, keptEnd, 0, last + 1, 0);
    }
  }

  private RepairReport corrupt(LogFile file, RecordScanner scanner, long from, long to) {
    return new RepairReport(
        RepairReport.Kind.CORRUPT_RECORD,
        persistenceId,
        file.path(),
        scanner.position(),
        scanner.nextPosition() - scanner.position(),
        from,
        Math.max(from, to));
  }

  private void report(
      RepairReport.Kind kind, LogFile file, long position, long length, long from, long to) {
    damaged.accept(new RepairReport(kind, persistenceId, file.path(), position, length, from, to));
  }
}
