package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Where in a log file which sequence number is, one entry for every {@code intervalBytes} of the
 * file. Entries always point at the first record of an atomic write. The copy on disk, the sidecar,
 * can be thrown away at any time: it is rebuilt from the log file.
 *
 * <pre>
 *  0  magic 8 "HERALDIX"
 *  8  entries of 20 bytes: position 8, sequence number 8, CRC32C 4 (mixed with the file's salt)
 * </pre>
 */
final class SparseIndex {
  static final String SUFFIX = ".idx";
  static final int HEADER_BYTES = 8;
  static final int ENTRY_BYTES = 20;

  private static final long MAGIC = 0x48455241_4C444958L;

  private final int intervalBytes;
  private final long salt;
  private long[] positions = new long[8];
  private long[] sequenceNrs = new long[8];
  private int size;
  private int flushed;
  private boolean onDiskOnly;
  private boolean sidecarIsWrong; // holds entries that must not be believed again

  /** A place in a log file: this position holds this sequence number. */
  record Entry(long position, long sequenceNr) {}

  SparseIndex(int intervalBytes, long salt) {
    this.intervalBytes = intervalBytes;
    this.salt = salt;
  }

  /** Takes the place of a record if it is far enough from the last entry. */
  synchronized void offer(long position, long sequenceNr) {
    long last = size == 0 ? LogFile.HEADER_BYTES : positions[size - 1];
    if (position - last >= intervalBytes) {
      add(position, sequenceNr);
    }
  }

  private void add(long position, long sequenceNr) {
    if (size == positions.length) {
      positions = Arrays.copyOf(positions, size * 2);
      sequenceNrs = Arrays.copyOf(sequenceNrs, size * 2);
    }
    positions[size] = position;
    sequenceNrs[size] = sequenceNr;
    size++;
  }

  /** The last entry at or before a sequence number, or null if there is none. */
  synchronized Entry floor(long sequenceNr) {
    int found = Arrays.binarySearch(sequenceNrs, 0, size, sequenceNr);
    int at = found >= 0 ? found : -found - 2;
    return at < 0 ? null : new Entry(positions[at], sequenceNrs[at]);
  }

  synchronized Entry last() {
    return size == 0 ? null : new Entry(positions[size - 1], sequenceNrs[size - 1]);
  }

  synchronized void dropLast() {
    size--;
    flushed = 0;
    sidecarIsWrong = true;
  }

  /** Forgets the entries for what is no longer in the file from a position on. */
  synchronized void dropFrom(long position) {
    while (size > 0 && positions[size - 1] >= position) {
      dropLast();
    }
  }

  /**
   * True if the last entry is about as near to the end of the file as entries are to each other.
   */
  synchronized boolean isComplete(long fileBytes) {
    long last = size == 0 ? LogFile.HEADER_BYTES : positions[size - 1];
    return fileBytes - last <= 4L * intervalBytes + (1 << 22);
  }

  synchronized int size() {
    return size;
  }

  /** Forgets the entries of a file that is complete; they are loaded again when needed. */
  synchronized void releaseMemory() {
    positions = new long[0];
    sequenceNrs = new long[0];
    size = 0;
    onDiskOnly = true;
  }

  synchronized boolean isOnDiskOnly() {
    return onDiskOnly;
  }

  /** True if some entries are not yet in the sidecar. */
  synchronized boolean hasUnflushed(long durableEnd) {
    return sidecarIsWrong || (flushed < size && positions[flushed] < durableEnd);
  }

  /** Appends to the sidecar the entries for what is durable already, so that none points ahead. */
  synchronized void flush(Storage storage, Path sidecar, long durableEnd) throws IOException {
    if (onDiskOnly) {
      return;
    }
    int until = flushed;
    while (until < size && positions[until] < durableEnd) {
      until++;
    }
    if (until == flushed && flushed > 0) {
      return;
    }
    try (StorageFile file = flushed == 0 ? storage.create(sidecar) : storage.open(sidecar)) {
      var bytes = ByteBuffer.allocate(HEADER_BYTES + (until - flushed) * ENTRY_BYTES);
      if (flushed == 0) {
        bytes.putLong(MAGIC);
      }
      for (int i = flushed; i < until; i++) {
        bytes.putLong(positions[i]).putLong(sequenceNrs[i]);
        bytes.putInt(checksum(positions[i], sequenceNrs[i]));
      }
      long at = flushed == 0 ? 0 : HEADER_BYTES + (long) flushed * ENTRY_BYTES;
      file.writeFully(bytes.flip(), at);
    }
    flushed = until;
    sidecarIsWrong = false;
  }

  /**
   * Reads the sidecar of a log file of so many bytes up to its first bad entry.
   *
   * @return false if there is no usable sidecar
   */
  synchronized boolean load(Storage storage, Path sidecar) throws IOException {
    ByteBuffer bytes;
    try (StorageFile file = storage.open(sidecar)) {
      bytes = ByteBuffer.allocate((int) Math.min(file.bytes(), 1 << 28));
      file.readFully(bytes, 0);
    } catch (NoSuchFileException e) {
      return false;
    }
    bytes.flip();
    if (bytes.remaining() < HEADER_BYTES || bytes.getLong() != MAGIC) {
      return false;
    }
    size = 0;
    while (bytes.remaining() >= ENTRY_BYTES) {
      long position = bytes.getLong();
      long sequenceNr = bytes.getLong();
      boolean ascending = size == 0 || position > positions[size - 1];
      if (bytes.getInt() != checksum(position, sequenceNr) || !ascending) {
        // What follows is rewritten at the next flush.
        flushed = 0;
        return true;
      }
      add(position, sequenceNr);
    }
    flushed = bytes.hasRemaining() ? 0 : size;
    return true;
  }

  private int checksum(long position, long sequenceNr) {
    var entry = ByteBuffer.allocate(16).putLong(position).putLong(sequenceNr);
    var crc = new CRC32C();
    crc.update(entry.array());
    return (int) crc.getValue() ^ Long.hashCode(salt);
  }
}
