package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One append-only file of events. Its name is its first sequence number in 19 digits, so that a
 * sorted directory listing is the order of the log, and the last number of a file is the one before
 * the name of the next.
 *
 * <pre>
 *  0  magic    8  "HERALDLG"
 *  8  version  4  1
 * 12  incarnation 4  a random number, 0 in files of old versions
 * 16  records, see {@link RecordHeader}
 * </pre>
 */
final class LogFile {
  static final int HEADER_BYTES = 16;
  static final String SUFFIX = ".log";

  private static final long MAGIC = 0x48455241_4C444C47L;
  private static final int VERSION = 1;
  private static final int NAME_DIGITS = 19;

  private final Path path;
  private final long firstSequenceNr;
  private final long salt;
  private final SparseIndex index;
  private int incarnation = ThreadLocalRandom.current().nextInt();

  // Guarded by the EventLog that owns the file.
  private long end = HEADER_BYTES;
  private boolean created;
  private boolean sealed;
  // Written by whoever forces the file; a second sync of the directory does no harm.
  private volatile boolean nameDurable;

  LogFile(String persistenceId, Path directory, long firstSequenceNr, int indexIntervalBytes) {
    this.path = directory.resolve(name(firstSequenceNr));
    this.firstSequenceNr = firstSequenceNr;
    this.salt = salt(persistenceId, firstSequenceNr);
    this.index = new SparseIndex(indexIntervalBytes, salt);
  }

  static String name(long firstSequenceNr) {
    String digits = Long.toString(firstSequenceNr);
    return "0".repeat(NAME_DIGITS - digits.length()) + digits + SUFFIX;
  }

  /** The first sequence number in a file name, or empty if it is no log file's. */
  static Optional<Long> firstSequenceNrOf(Path path) {
    String name = path.getFileName().toString();
    if (name.length() != NAME_DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    try {
      long first = Long.parseLong(name, 0, NAME_DIGITS, 10);
      return first > 0 ? Optional.of(first) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Differs between files and can always be computed again, unlike a random one in the file. */
  static long salt(String persistenceId, long firstSequenceNr) {
    long mixed = firstSequenceNr * 0x9E3779B97F4A7C15L;
    for (int i = 0; i < persistenceId.length(); i++) {
      mixed = (mixed ^ persistenceId.charAt(i)) * 0xBF58476D1CE4E5B9L;
      mixed ^= mixed >>> 31;
    }
    return mixed;
  }

  void encodeHeader(ByteBuffer target) {
    target.putLong(MAGIC).putInt(VERSION).putInt(incarnation);
  }

  /** The incarnation a file was created with; empty if it does not begin as it should. */
  static OptionalInt incarnationOf(StorageFile file) throws IOException {
    var header = ByteBuffer.allocate(HEADER_BYTES);
    boolean isIntact =
        file.readFully(header, 0) == HEADER_BYTES
            && header.getLong(0) == MAGIC
            && header.getInt(8) == VERSION;
    return isIntact ? OptionalInt.of(header.getInt(12)) : OptionalInt.empty();
  }

  /** Tells the file from others of the same name: from what was there before a purge. */
  int incarnation() {
    return incarnation;
  }

  void incarnation(int found) {
    incarnation = found;
  }

  Path path() {
    return path;
  }

  long firstSequenceNr() {
    return firstSequenceNr;
  }

  long salt() {
    return salt;
  }

  Path indexPath() {
    String name = path.getFileName().toString();
    return path.resolveSibling(
        name.substring(0, name.length() - SUFFIX.length()) + SparseIndex.SUFFIX);
  }

  SparseIndex index() {
    return index;
  }

  /** Position behind the last record, published or not. */
  long end() {
    return end;
  }

  void end(long position) {
    end = position;
  }

  /** True once the file exists on disk. */
  boolean isCreated() {
    return created;
  }

  void markCreated() {
    created = true;
  }

  /** True once the directory entry has been forced to disk. */
  boolean isNameDurable() {
    return nameDurable;
  }

  void markNameDurable() {
    nameDurable = true;
  }

  /** True once nothing will be appended any more. */
  boolean isSealed() {
    return sealed;
  }

  void seal() {
    sealed = true;
  }
}
