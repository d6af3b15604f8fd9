package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * One file of the {@link CommitLog}. It is allocated ahead and used again and again: an fsync that
 * changes no metadata takes half to three quarters of the time of one that makes the file longer
 * (ext4, virtual disk). What an earlier use has left behind the last group is told from a group of
 * this use by its number.
 *
 * <pre>
 *  0  magic         8  "HERALDCL"
 *  8  version       4  1
 * 12  reserved      4  0
 * 16  first group   8  number of the first group of this use; each one has the next number
 * 24  checksum      4  CRC32C of bytes 0 to 23
 * 28  groups, see {@link CommitGroup}
 * </pre>
 */
final class CommitFile {
  static final int HEADER_BYTES = 28;

  private static final long MAGIC = 0x48455241_4C44434CL;
  private static final int VERSION = 1;
  private static final int CHECKED_BYTES = 24;
  private static final int ALLOCATED_AHEAD = 4 * 1024 * 1024;

  private final Path path;
  private final StorageFile file;
  private final Map<LogFile, EventLog> touched = new ConcurrentHashMap<>();
  private long allocated;
  private long end;

  private CommitFile(Path path, StorageFile file) {
    this.path = path;
    this.file = file;
  }

  /** Creates the file; its name is durable afterwards. */
  static CommitFile create(Storage storage, Path path) throws IOException {
    StorageFile file = storage.create(path);
    try {
      storage.syncDirectory(path.getParent());
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new CommitFile(path, file);
  }

  /** The number of the first group of the file's last use, or 0 if it has no intact header. */
  static long firstGroup(StorageFile file) throws IOException {
    var header = ByteBuffer.allocate(HEADER_BYTES);
    if (file.readFully(header, 0) < HEADER_BYTES
        || header.getLong(0) != MAGIC
        || header.getInt(8) != VERSION
        || header.getInt(CHECKED_BYTES) != checksum(header)) {
      return 0;
    }
    return header.getLong(16);
  }

  private static int checksum(ByteBuffer header) {
    var crc = new CRC32C();
    crc.update(header.duplicate().position(0).limit(CHECKED_BYTES));
    return (int) crc.getValue();
  }

  /** Appends a group; the first of a use comes with the file's header. */
  void append(CommitGroup group) throws IOException {
    long bytes = HEADER_BYTES + group.bytes();
    allocate(end + bytes);
    WriteBuffer buffer = WriteBuffer.ofThisThread().start(file, end);
    if (end == 0) {
      putHeader(buffer.room(HEADER_BYTES), group.number());
    }
    group.writeTo(buffer);
    end = buffer.finish();
    for (Placement placement : group.placements()) {
      touched.putIfAbsent(placement.file(), placement.log());
    }
  }

  private static void putHeader(ByteBuffer target, long firstGroup) {
    var header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(firstGroup);
    header.putInt(checksum(header));
    target.put(header.flip());
  }

  private void allocate(long needed) throws IOException {
    if (needed <= allocated) {
      return;
    }
    var zeros = ByteBuffer.allocateDirect(WriteBuffer.BYTES);
    long wanted = needed + ALLOCATED_AHEAD;
    while (allocated < wanted) {
      allocated = file.writeFully(zeros.clear(), allocated);
    }
  }

  /** Bytes used. */
  long end() {
    return end;
  }

  /** The files whose newest batches may be nowhere but here. */
  Map<LogFile, EventLog> touched() {
    return touched;
  }

  void force() throws IOException {
    file.force();
  }

  /** Begins the next use. Everything in here is durable in its log file, so nothing is needed. */
  void clear() throws IOException {
    file.writeFully(ByteBuffer.allocate(HEADER_BYTES), 0);
    touched.clear();
    end = 0;
  }

  void delete() throws IOException {
    file.close();
    Files.deleteIfExists(path);
  }
}
