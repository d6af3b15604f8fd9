package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * Reads the confirmed events of a log in order, one chunk per call, so that a reader holds nothing
 * but a position between two calls. Blocks; for the store's dispatcher. Damage is reported and
 * passed over.
 */
final class LogReader {
  private final EventLog log;
  private final LogContext context;
  private final long toSequenceNr;
  private LogFile file; // null: locate nextSequenceNr first
  private long position;
  private long lastSequenceNr; // of the records before the position
  private long nextSequenceNr; // the lowest wanted number
  private boolean done;

  LogReader(EventLog log, long fromSequenceNr, long toSequenceNr) {
    this.log = log;
    this.context = log.context();
    this.nextSequenceNr = Math.max(1, fromSequenceNr);
    this.toSequenceNr = toSequenceNr;
  }

  String persistenceId() {
    return log.persistenceId();
  }

  /** The lowest sequence number not read yet. */
  long nextSequenceNr() {
    return nextSequenceNr;
  }

  /** True if the log has been recovered or purged since, so that nothing new comes here. */
  boolean isStale() {
    return log.isClosed();
  }

  /** True if no record can come any more, also of those that are yet to be written. */
  boolean isDone() {
    return done || nextSequenceNr > toSequenceNr;
  }

  /**
   * Hands about one chunk of records to the sink.
   *
   * @return false if everything confirmed so far has been read
   */
  boolean read(RecordSink sink) throws IOException {
    LogView view = log.view();
    nextSequenceNr = Math.max(nextSequenceNr, view.deletedTo() + 1);
    if (isDone() || nextSequenceNr > view.highestSequenceNr() || view.files().isEmpty()) {
      return false;
    }
    try {
      if (file == null) {
        locate(view);
      }
      return read(view, sink);
    } catch (NoSuchFileException e) {
      // Deleted while it was being read: go on with what is left.
      if (log.isClosed()) {
        done = true;
        return false;
      }
      if (log.view().equals(view)) {
        throw e;
      }
      file = null;
      return true;
    }
  }

  private void locate(LogView view) throws IOException {
    file = view.files().get(view.fileOf(nextSequenceNr));
    SparseIndex.Entry entry =
        nextSequenceNr <= file.firstSequenceNr()
            ? null
            : FileIndex.floor(log, file, nextSequenceNr);
    position = entry == null ? LogFile.HEADER_BYTES : entry.position();
    lastSequenceNr = entry == null ? file.firstSequenceNr() - 1 : entry.sequenceNr() - 1;
  }

  private boolean read(LogView view, RecordSink sink) throws IOException {
    log.writeDeferred();
    try (FileHandles.Lease lease = context.handles().open(file.path())) {
      boolean isNewest = view.isLast(file);
      long limit = isNewest ? view.end() : lease.file().bytes();
      if (position < limit) {
        scan(lease.file(), limit, sink);
      }
      if (position < limit) {
        return !isDone();
      }
      if (isNewest) {
        return false;
      }
    }
    return moveOn(view.after(file));
  }

  private boolean moveOn(LogFile next) {
    if (next == null) {
      return false;
    }
    long missingTo = next.firstSequenceNr() - 1;
    if (lastSequenceNr < missingTo) {
      // The end of the file is gone, and at a boundary of records: nothing else shows it.
      report(RepairReport.Kind.MISSING_BYTES, position, 0, lastSequenceNr + 1, missingTo);
    }
    file = next;
    position = LogFile.HEADER_BYTES;
    lastSequenceNr = Math.max(lastSequenceNr, missingTo);
    return true;
  }

  private void scan(StorageFile target, long limit, RecordSink sink) throws IOException {
    int chunkBytes = context.settings().readChunkBytes();
    // A little less than a window: a record that straddles its end waits for the next chunk.
    long until = position + chunkBytes - chunkBytes / 4;
    var scanner =
        new RecordScanner(target, file.salt(), position, limit, lastSequenceNr, chunkBytes);
    while (position < until && !isDone()) {
      RecordScanner.Found found = scanner.next();
      if (found == RecordScanner.Found.END) {
        return;
      }
      if (found == RecordScanner.Found.DAMAGE) {
        reportDamage(scanner);
      } else if (scanner.header().sequenceNr() >= nextSequenceNr) {
        take(scanner, sink);
      }
      position = scanner.nextPosition();
      lastSequenceNr = Math.max(lastSequenceNr, scanner.lastSequenceNr());
    }
  }

  private void reportDamage(RecordScanner scanner) throws IOException {
    long from = scanner.lastSequenceNr() + 1;
    long next = scanner.peekSequenceNr();
    if (next == 0) {
      // Damaged to the end of the file.
      LogView view = log.view();
      LogFile nextFile = view.after(file);
      next = nextFile == null ? view.highestSequenceNr() + 1 : nextFile.firstSequenceNr();
      lastSequenceNr = next - 1;
    }
    report(RepairReport.Kind.CORRUPT_RECORD, scanner, from, Math.max(from, next - 1));
  }

  private void take(RecordScanner scanner, RecordSink sink) throws IOException {
    RecordHeader header = scanner.header();
    if (header.sequenceNr() > toSequenceNr) {
      done = true;
    } else if (!scanner.isBodyIntact()) {
      long lost = header.sequenceNr();
      report(RepairReport.Kind.CORRUPT_RECORD, scanner, lost, lost);
      nextSequenceNr = header.sequenceNr() + 1;
    } else {
      nextSequenceNr = header.sequenceNr() + 1;
      done = !sink.accept(header, scanner.body());
    }
  }

  private void report(RepairReport.Kind kind, RecordScanner scanner, long fromSequenceNr, long to) {
    long bytes = scanner.nextPosition() - scanner.position();
    report(kind, scanner.position(), bytes, fromSequenceNr, to);
  }

  private void report(RepairReport.Kind kind, long at, long bytes, long fromSequenceNr, long to) {
    context
        .repairs()
        .add(
            new RepairReport(
                kind, log.persistenceId(), file.path(), at, bytes, fromSequenceNr, to));
  }
}
