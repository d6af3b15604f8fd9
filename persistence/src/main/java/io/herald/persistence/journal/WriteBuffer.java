package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Gathers the pieces of a batch in one direct buffer and hands them to the file in as few write
 * calls as possible: one, unless the batch is larger than the buffer. Heap arrays must be copied
 * into native memory anyway before the kernel takes them; this is that copy, so nothing is copied
 * twice. One per writing thread.
 */
final class WriteBuffer {
  static final int BYTES = 512 * 1024;

  private static final int UNCHECKED = -1;

  private static final ThreadLocal<WriteBuffer> PER_THREAD =
      ThreadLocal.withInitial(WriteBuffer::new);

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
  private final CRC32C checksum = new CRC32C();
  private StorageFile file;
  private long position;
  private int checkedTo = UNCHECKED; // in the buffer

  private WriteBuffer() {}

  static WriteBuffer ofThisThread() {
    return PER_THREAD.get();
  }

  /** Begins a batch at a position of a file. */
  WriteBuffer start(StorageFile target, long at) {
    buffer.clear();
    file = target;
    position = at;
    checkedTo = UNCHECKED;
    return this;
  }

  /** What is put from now on counts for the checksum. */
  void startChecksum() {
    checksum.reset();
    checkedTo = buffer.position();
  }

  /** CRC32C of everything put since the start. */
  int finishChecksum() {
    check(buffer.position());
    checkedTo = UNCHECKED;
    return (int) checksum.getValue();
  }

  private void check(int to) {
    if (checkedTo != UNCHECKED) {
      checksum.update(buffer.duplicate().position(checkedTo).limit(to));
      checkedTo = to;
    }
  }

  /** The buffer itself with room for so many bytes, which must be less than {@link #BYTES}. */
  ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  void put(byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      put(ByteBuffer.wrap(bytes));
    }
  }

  /** Takes all that remains in the source. */
  void put(ByteBuffer source) throws IOException {
    if (source.isDirect() && source.remaining() >= BYTES) {
      flush();
      if (checkedTo != UNCHECKED) {
        checksum.update(source.duplicate());
      }
      position = file.writeFully(source, position);
      return;
    }
    while (source.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = Math.min(buffer.remaining(), source.remaining());
      buffer.put(buffer.position(), source, source.position(), count);
      buffer.position(buffer.position() + count);
      source.position(source.position() + count);
    }
  }

  /** Writes what is left and returns the position behind the batch. */
  long finish() throws IOException {
    flush();
    file = null;
    return position;
  }

  private void flush() throws IOException {
    check(buffer.position());
    checkedTo = checkedTo == UNCHECKED ? UNCHECKED : 0;
    buffer.flip();
    position = file.writeFully(buffer, position);
    buffer.clear();
  }
}
