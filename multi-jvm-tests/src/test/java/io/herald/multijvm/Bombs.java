package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.client.CommandBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Compressed input that is small on the wire and very large once it is expanded. */
final class Bombs {
  private static final int MEBIBYTE = 1 << 20;

  private Bombs() {}

  /** Zeros: each MiB of them is 1 KiB of deflate. */
  static byte[] deflatedZeros(byte[] prefix, int mebibytes) {
    return deflated(prefix, new byte[MEBIBYTE], mebibytes);
  }

  /** As many publishes of 1 MiB of zeros as are asked for, which no limit forbids. */
  static byte[] deflatedPublishes(String topic, int count) {
    return deflated(new byte[0], CommandBytes.pub(topic, new byte[MEBIBYTE]), count);
  }

  /** Zeros: each MiB of them is 50 KiB of snappy. */
  static byte[] snappyZeros(byte[] prefix, int mebibytes) throws IOException {
    byte[] first = BrokenHandshakes.snappy(prefix);
    byte[] zeros = BrokenHandshakes.snappy(new byte[MEBIBYTE]);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.writeBytes(first);
    for (int i = 0; i < mebibytes; i++) {
      bomb.write(zeros, 10, zeros.length - 10); // without the header of the stream
    }
    return bomb.toByteArray();
  }

  /**
   * A chunk that says it holds 2 GiB.
   *
   * <pre>
   *   | 0x00 | uint24 LE size | uint32 checksum | varint size when expanded | a literal |
   * </pre>
   */
  static byte[] snappyBoast() {
    byte[] data = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 'x'};
    return ByteBuffer.allocate(10 + 4 + 4 + data.length)
        .put(new byte[] {(byte) 0xff, 6, 0, 0})
        .put("sNaPpY".getBytes(US_ASCII))
        .put(new byte[] {0, (byte) (4 + data.length), 0, 0})
        .putInt(0)
        .put(data)
        .array();
  }

  private static byte[] deflated(byte[] prefix, byte[] repeated, int times) {
    Deflater deflater = new Deflater(9, true);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try {
      deflate(deflater, prefix, bomb);
      ByteArrayOutputStream once = new ByteArrayOutputStream();
      deflate(deflater, repeated, once);
      for (int i = 0; i < times; i++) {
        bomb.writeBytes(once.toByteArray());
      }
      return bomb.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /** With a full flush, so that what is made may be repeated. */
  private static void deflate(Deflater deflater, byte[] bytes, ByteArrayOutputStream target) {
    byte[] buffer = new byte[64 * 1024];
    deflater.setInput(bytes);
    int count;
    do {
      count = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
      target.write(buffer, 0, count);
    } while (count == buffer.length);
  }
}
