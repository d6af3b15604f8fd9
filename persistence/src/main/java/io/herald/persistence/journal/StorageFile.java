package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file. All positions are absolute, so that many threads can use one handle. */
interface StorageFile extends AutoCloseable {
  /** Reads at least one byte, or returns -1 at the end of the file. */
  int read(ByteBuffer target, long position) throws IOException;

  /** Writes at least one byte of the source; the caller repeats until all is written. */
  int write(ByteBuffer source, long position) throws IOException;

  /** Makes the content and the length durable (fdatasync). */
  void force() throws IOException;

  void truncate(long bytes) throws IOException;

  long bytes() throws IOException;

  @Override
  void close() throws IOException;

  /** Fills the target as far as the file goes and returns how many bytes came. */
  default int readFully(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    while (target.hasRemaining()) {
      int count = read(target, position + target.position() - start);
      if (count < 0) {
        break;
      }
    }
    return target.position() - start;
  }

  /** Writes everything that remains in the source and returns the position behind it. */
  default long writeFully(ByteBuffer source, long position) throws IOException {
    long end = position;
    while (source.hasRemaining()) {
      end += write(source, end);
    }
    return end;
  }
}
