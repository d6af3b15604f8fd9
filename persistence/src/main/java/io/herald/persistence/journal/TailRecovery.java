package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Finds the end of the newest file of a log. Starts at the last usable entry of its sparse index,
 * checks every record behind it, cuts off what comes after the last complete atomic write, and
 * isolates damage that has intact records behind it.
 */
final class TailRecovery {
  private final LogContext context;
  private final String persistenceId;
  private final LogFile file;
  private final List<RepairReport> damage = new ArrayList<>();

  private long keptEnd;
  private long keptSequenceNr;
  private boolean endIsUnknown; // the last record is lost or had others of its write behind it

  TailRecovery(LogContext context, String persistenceId, LogFile file) {
    this.context = context;
    this.persistenceId = persistenceId;
    this.file = file;
  }

  /** Repairs the file and returns the highest sequence number that is left in or before it. */
  long recover() throws IOException {
    try (FileHandles.Lease lease = context.handles().open(file.path())) {
      StorageFile target = lease.file();
      long bytes = target.bytes();
      keptEnd = LogFile.HEADER_BYTES;
      keptSequenceNr = file.firstSequenceNr() - 1;
      OptionalInt incarnation = LogFile.incarnationOf(target);
      if (incarnation.isPresent()) {
        file.incarnation(incarnation.getAsInt());
      } else {
        repairHeader(target, bytes);
      }
      long promised = startFromIndex(target, bytes);
      long highestSeen = scan(target, bytes);
      if (bytes > keptEnd) {
        long to = endIsUnknown ? 0 : highestSeen;
        report(RepairReport.Kind.TORN_TAIL, keptEnd, bytes - keptEnd, to);
        target.truncate(keptEnd);
      }
      if (promised > highestSeen) {
        // The index is sparse: more records may have followed the last one it knows.
        report(RepairReport.Kind.MISSING_BYTES, keptEnd, 0, 0);
      }
      file.end(keptEnd);
      return keptSequenceNr;
    }
  }

  private void repairHeader(StorageFile target, long bytes) throws IOException {
    if (bytes > LogFile.HEADER_BYTES) {
      report(RepairReport.Kind.CORRUPT_FILE_HEADER, 0, LogFile.HEADER_BYTES, keptSequenceNr);
    } else {
      // Also an empty file: the header is written together with the first records.
      report(RepairReport.Kind.TORN_TAIL, 0, bytes, 0);
    }
    var header = ByteBuffer.allocate(LogFile.HEADER_BYTES);
    file.encodeHeader(header);
    target.writeFully(header.flip(), 0);
  }

  /** Moves the start behind what the index vouches for; returns its highest sequence number. */
  private long startFromIndex(StorageFile target, long bytes) throws IOException {
    SparseIndex index = file.index();
    if (!index.load(context.storage(), file.indexPath())) {
      return 0;
    }
    long promised = index.last() == null ? 0 : index.last().sequenceNr();
    while (index.last() != null && !isRecord(target, bytes, file, index.last())) {
      index.dropLast();
    }
    if (index.last() != null) {
      keptEnd = index.last().position();
      keptSequenceNr = index.last().sequenceNr() - 1;
    }
    return promised;
  }

  /** True if the record an index entry names is there. */
  static boolean isRecord(StorageFile target, long bytes, LogFile file, SparseIndex.Entry entry)
      throws IOException {
    if (entry.position() + RecordHeader.BYTES > bytes) {
      return false;
    }
    var buffer = ByteBuffer.allocate(RecordHeader.BYTES);
    target.readFully(buffer, entry.position());
    RecordHeader header = RecordHeader.decode(buffer, 0, file.salt());
    return header != null && header.sequenceNr() == entry.sequenceNr();
  }

  private long scan(StorageFile target, long bytes) throws IOException {
    var scanner =
        new RecordScanner(
            target,
            file.salt(),
            keptEnd,
            bytes,
            keptSequenceNr,
            context.settings().readChunkBytes());
    boolean insideWrite = false;
    long writeStart = keptEnd;
    long writeFirst = keptSequenceNr + 1;
    RecordScanner.Found found = scanner.next();
    while (found != RecordScanner.Found.END) {
      long before = scanner.lastSequenceNr();
      boolean headerLost = found == RecordScanner.Found.DAMAGE;
      endIsUnknown = headerLost || scanner.header().remaining() > 0;
      if (headerLost || !scanner.isBodyIntact()) {
        long from = headerLost ? before + 1 : before;
        noteDamage(scanner, from, headerLost ? scanner.peekSequenceNr() - 1 : from);
        insideWrite = insideWrite && !headerLost;
      } else {
        RecordHeader header = scanner.header();
        if (!insideWrite) {
          writeStart = scanner.position();
          writeFirst = header.sequenceNr();
        }
        insideWrite = header.remaining() > 0;
        if (!insideWrite) {
          file.index().offer(writeStart, writeFirst);
          keep(scanner);
        }
      }
      found = scanner.next();
    }
    return scanner.lastSequenceNr();
  }

  private void noteDamage(RecordScanner scanner, long from, long to) {
    damage.add(
        new RepairReport(
            RepairReport.Kind.CORRUPT_RECORD,
            persistenceId,
            file.path(),
            scanner.position(),
            scanner.nextPosition() - scanner.position(),
            from,
            Math.max(from, to)));
  }

  /** A complete atomic write: all damage before it lies inside the file and stays there. */
  private void keep(RecordScanner scanner) {
    damage.forEach(context.repairs()::add);
    damage.clear();
    keptEnd = scanner.nextPosition();
    keptSequenceNr = scanner.header().sequenceNr();
  }

  private void report(RepairReport.Kind kind, long position, long bytes, long to) {
    long from = keptSequenceNr + 1;
    context
        .repairs()
        .add(
            new RepairReport(
                kind,
                persistenceId,
                file.path(),
                position,
                bytes,
                from,
                to == 0 ? 0 : Math.max(from, to)));
  }
}
