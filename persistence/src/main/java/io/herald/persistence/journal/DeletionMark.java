package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;

/**
 * The sidecar that remembers the highest deleted sequence number of a persistence id, so that
 * deleted events stay deleted and numbers are not used again although no event is left.
 *
 * <pre>
 *  0 magic 8 "HERALDDL" | 8 highest deleted sequence number 8 | 16 CRC32C of both 4
 * </pre>
 */
final class DeletionMark {
  static final String FILE = "deleted";

  private static final long MAGIC = 0x48455241_4C44444CL;
  private static final int BYTES = 20;

  private DeletionMark() {}

  /** Returned by {@link #read} for a mark that cannot be used. */
  static final long DAMAGED = -1;

  /** The highest deleted sequence number of a directory, 0 if nothing has been deleted. */
  static long read(Storage storage, Path directory) throws IOException {
    var bytes = ByteBuffer.allocate(BYTES);
    try (StorageFile file = storage.open(directory.resolve(FILE))) {
      file.readFully(bytes, 0);
    } catch (NoSuchFileException e) {
      return 0;
    }
    if (bytes.getLong(0) != MAGIC || bytes.getInt(16) != checksum(bytes)) {
      return DAMAGED;
    }
    return bytes.getLong(8);
  }

  /** Replaces the mark; durable on return if asked. */
  static void write(Storage storage, Path directory, long deletedTo, boolean durable)
      throws IOException {
    var bytes = ByteBuffer.allocate(BYTES).putLong(MAGIC).putLong(deletedTo);
    bytes.putInt(checksum(bytes)).flip();
    Path temporary = directory.resolve(FILE + ".tmp");
    try (StorageFile file = storage.create(temporary)) {
      file.writeFully(bytes, 0);
      if (durable) {
        file.force();
      }
    }
    Files.move(
        temporary,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    if (durable) {
      storage.syncDirectory(directory);
    }
  }

  private static int checksum(ByteBuffer bytes) {
    var crc = new CRC32C();
    crc.update(bytes.duplicate().position(0).limit(16));
    return (int) crc.getValue();
  }
}
