package io.herald.client;

import java.io.IOException;
import java.io.InputStream;
import org.xerial.snappy.SnappyFramedInputStream;

/**
 * A snappy framed stream, unpacked; checksums are verified. A read that times out loses nothing.
 */
final class SnappyInput extends InputStream {
  private final SnappyChunks chunks;
  private SnappyFramedInputStream unpacked;

  SnappyInput(InputStream in) {
    chunks = new SnappyChunks(in);
  }

  @Override
  public int read() throws IOException {
    return unpacked().read();
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    return unpacked().read(target, at, length);
  }

  /** The decoder waits for the stream's header when it is made, so the first read makes it. */
  private SnappyFramedInputStream unpacked() throws IOException {
    if (unpacked == null) {
      unpacked = new SnappyFramedInputStream(chunks, true);
    }
    return unpacked;
  }
}
