package io.herald.client;

import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes that were already read from a stream, then the stream: what a new layer of a connection
 * starts from. A read never waits while there are bytes left, so one that times out loses none.
 */
final class ResumedInput extends InputStream {
  private final byte[] bytes;
  private final InputStream rest;
  private int offset;

  ResumedInput(byte[] bytes, InputStream rest) {
    this.bytes = bytes;
    this.rest = rest;
  }

  @Override
  public int read() throws IOException {
    return offset < bytes.length ? Byte.toUnsignedInt(bytes[offset++]) : rest.read();
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    if (offset == bytes.length) {
      return rest.read(target, at, length);
    }
    int count = Math.min(length, bytes.length - offset);
    System.arraycopy(bytes, offset, target, at, count);
    offset += count;
    return count;
  }
}
