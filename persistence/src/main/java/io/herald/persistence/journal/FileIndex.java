package io.herald.persistence.journal;

import java.io.IOException;

/** Looks positions up in the sparse index of a file: in memory, in its sidecar, or rebuilt. */
final class FileIndex {
  private FileIndex() {}

  /** The last indexed record at or before a sequence number, or null to start at the beginning. */
  static SparseIndex.Entry floor(EventLog log, LogFile file, long sequenceNr) throws IOException {
    if (!file.index().isOnDiskOnly()) {
      SparseIndex.Entry entry = file.index().floor(sequenceNr);
      // Released by the background sync just now: look into the sidecar instead.
      if (entry != null || !file.index().isOnDiskOnly()) {
        return entry;
      }
    }
    LogContext context = log.context();
    try (FileHandles.Lease lease = context.handles().open(file.path())) {
      StorageFile target = lease.file();
      var index = new SparseIndex(context.settings().indexIntervalBytes(), file.salt());
      if (index.load(context.storage(), file.indexPath())) {
        SparseIndex.Entry entry = index.floor(sequenceNr);
        boolean usable =
            index.isComplete(target.bytes())
                && (entry == null || TailRecovery.isRecord(target, target.bytes(), file, entry));
        if (usable) {
          return entry;
        }
      }
      return rebuild(context, file, target).floor(sequenceNr);
    }
  }

  private static SparseIndex rebuild(LogContext context, LogFile file, StorageFile target)
      throws IOException {
    var index = new SparseIndex(context.settings().indexIntervalBytes(), file.salt());
    long bytes = target.bytes();
    var scanner =
        new RecordScanner(
            target,
            file.salt(),
            LogFile.HEADER_BYTES,
            bytes,
            file.firstSequenceNr() - 1,
            context.settings().readChunkBytes());
    boolean insideWrite = false;
    RecordScanner.Found found = scanner.next();
    while (found != RecordScanner.Found.END) {
      if (found == RecordScanner.Found.RECORD) {
        if (!insideWrite) {
          index.offer(scanner.position(), scanner.header().sequenceNr());
        }
        insideWrite = scanner.header().remaining() > 0;
      }
      found = scanner.next();
    }
    index.flush(context.storage(), file.indexPath(), bytes);
    return index;
  }
}
