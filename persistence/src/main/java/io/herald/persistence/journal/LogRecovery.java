package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens the log of a persistence id at its first use. Only names are read of all files but the
 * newest, and of that one only what the sparse index does not cover.
 */
final class LogRecovery {
  private LogRecovery() {}

  static EventLog open(LogContext context, String persistenceId, Path directory)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      return new EventLog(
          context, persistenceId, directory, new LogView(List.of(), LogFile.HEADER_BYTES, 0, 0));
    }
    List<LogFile> files = filesOf(context, persistenceId, directory);
    long deletedTo = deletedTo(context, persistenceId, directory, files);
    dropDeleted(files, deletedTo);
    long highest = deletedTo;
    long end = LogFile.HEADER_BYTES;
    EventLog log;
    if (!files.isEmpty()) {
      LogFile newest = files.get(files.size() - 1);
      highest = Math.max(highest, new TailRecovery(context, persistenceId, newest).recover());
      end = newest.end();
    }
    log =
        new EventLog(
            context,
            persistenceId,
            directory,
            new LogView(List.copyOf(files), end, highest, deletedTo));
    if (!context.startedClean()) {
      makeDurable(context, log, files);
    }
    return log;
  }

  private static long deletedTo(
      LogContext context, String persistenceId, Path directory, List<LogFile> files)
      throws IOException {
    long marked = DeletionMark.read(context.storage(), directory);
    if (marked != DeletionMark.DAMAGED) {
      return marked;
    }
    Path mark = directory.resolve(DeletionMark.FILE);
    if (files.isEmpty()) {
      throw new IOException(
          mark + " is damaged and no event is left: the highest sequence number is unknown");
    }
    long known = files.get(0).firstSequenceNr() - 1;
    context
        .repairs()
        .add(
            new RepairReport(
                RepairReport.Kind.CORRUPT_DELETION_MARK, persistenceId, mark, 0, 0, 0, 0));
    return known;
  }

  /**
   * After a crash the last events may be in the page cache only. What recovery shows to an actor as
   * persisted must not vanish in a power cut after that. The write that the crash interrupted may
   * have touched the last two files.
   */
  private static void makeDurable(LogContext context, EventLog log, List<LogFile> files)
      throws IOException {
    for (LogFile file : files.subList(Math.max(0, files.size() - 2), files.size())) {
      if (context.settings().durability() == Durability.POWER) {
        log.force(file);
      }
      context.sync().written(log, file);
    }
  }

  private static List<LogFile> filesOf(LogContext context, String persistenceId, Path directory)
      throws IOException {
    var firsts = new ArrayList<Long>();
    try (Stream<Path> paths = Files.list(directory)) {
      paths.map(LogFile::firstSequenceNrOf).flatMap(Optional::stream).sorted().forEach(firsts::add);
    }
    var files = new ArrayList<LogFile>();
    for (long first : firsts) {
      var file =
          new LogFile(persistenceId, directory, first, context.settings().indexIntervalBytes());
      file.markCreated();
      if (context.startedClean()) {
        file.markNameDurable();
      }
      files.add(file);
    }
    for (LogFile file : files.subList(0, Math.max(0, files.size() - 1))) {
      file.seal();
      file.index().releaseMemory();
    }
    return files;
  }

  /** Files whose deletion a crash interrupted. */
  private static void dropDeleted(List<LogFile> files, long deletedTo) throws IOException {
    while (files.size() > 1 && files.get(1).firstSequenceNr() - 1 <= deletedTo) {
      LogFile file = files.remove(0);
      Files.deleteIfExists(file.path());
      Files.deleteIfExists(file.indexPath());
    }
  }
}
