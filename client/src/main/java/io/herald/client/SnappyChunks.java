package io.herald.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Hands a snappy framed stream on in whole chunks, so that a decoder above it never sees a read
 * time out in mid-chunk, which it would not survive (snappy framing format, "Chunks").
 *
 * <pre>
 *   0          1               4
 *   | uint8    | uint24 LE     | bytes ...
 *   | type     | size of data  | data
 * </pre>
 */
final class SnappyChunks extends InputStream {
  private static final int HEADER = 4;

  private final InputStream in;
  private byte[] chunk = new byte[128 * 1024];
  private int received;
  private int given;

  SnappyChunks(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    if (given == 0 && !receive()) {
      return -1;
    }
    int count = Math.min(length, received - given);
    System.arraycopy(chunk, given, target, at, count);
    given += count;
    if (given == received) {
      given = 0;
      received = 0;
    }
    return count;
  }

  @Override
  public int available() {
    return given == 0 ? 0 : received - given;
  }

  /** Completes the chunk; false at the end of the stream. */
  private boolean receive() throws IOException {
    while (received < size()) {
      int count = in.read(chunk, received, size() - received);
      if (count < 0) {
        return false;
      }
      received += count;
    }
    return true;
  }

  private int size() {
    if (received < HEADER) {
      return HEADER;
    }
    int data =
        Byte.toUnsignedInt(chunk[1])
            | Byte.toUnsignedInt(chunk[2]) << 8
            | Byte.toUnsignedInt(chunk[3]) << 16;
    if (HEADER + data > chunk.length) {
      chunk = Arrays.copyOf(chunk, HEADER + data);
    }
    return HEADER + data;
  }
}
