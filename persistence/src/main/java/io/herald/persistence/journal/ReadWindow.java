package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The part of a file that is in memory. Usually one direct buffer of this thread, which is filled
 * again and again; a record larger than that gets a buffer of its own for as long as it is needed.
 */
final class ReadWindow {
  private static final int STEP_BYTES = 256 * 1024;
  private static final ThreadLocal<ByteBuffer> PER_THREAD = new ThreadLocal<>();

  private final StorageFile file;
  private final long limit;
  private final ByteBuffer own;
  private ByteBuffer window;
  private long start;

  /**
   * @param limit position in the file behind which nothing is read
   * @param windowBytes usual size of the window
   */
  ReadWindow(StorageFile file, long limit, int windowBytes) {
    this.file = file;
    this.limit = limit;
    this.own = bufferOfThisThread(windowBytes);
    this.window = own.clear().limit(0);
  }

  private static ByteBuffer bufferOfThisThread(int bytes) {
    ByteBuffer buffer = PER_THREAD.get();
    if (buffer == null || buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocateDirect(bytes);
      PER_THREAD.set(buffer);
    }
    return buffer;
  }

  /** The index in {@link #bytes} of a position, with so many bytes behind it; -1 past the limit. */
  int indexOf(long position, int bytes) throws IOException {
    if (position + bytes > limit) {
      return -1;
    }
    if (position < start || position + bytes > start + window.limit()) {
      fill(position, bytes);
      if (bytes > window.limit()) {
        return -1;
      }
    }
    return (int) (position - start);
  }

  /** What is in memory now; its content changes with the next {@link #indexOf}. */
  ByteBuffer bytes() {
    return window;
  }

  private void fill(long position, int bytes) throws IOException {
    window = bytes <= own.capacity() ? own : ByteBuffer.allocate(bytes);
    window.clear();
    start = position;
    int wanted = (int) Math.min(window.capacity(), limit - position);
    // Step by step: a heap buffer is filled through a native one of the size of each read.
    while (window.position() < wanted) {
      window.limit(Math.min(wanted, window.position() + STEP_BYTES));
      int before = window.position();
      if (file.readFully(window, start + before) == 0) {
        break;
      }
    }
    window.flip();
  }
}
