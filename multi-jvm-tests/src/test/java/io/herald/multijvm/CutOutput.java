package io.herald.multijvm;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;

/**
 * Writes what it is given in pieces of random length: a few bytes, up to 1 KiB or up to 32 KiB. On
 * a socket without Nagle's delay each piece is a packet of its own, unless they meet in a buffer.
 */
public final class CutOutput extends FilterOutputStream {
  private final Random random;

  public CutOutput(OutputStream out, long seed) {
    super(out);
    this.random = new Random(seed);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int piece = Math.min(end - at, pieceLength());
      out.write(bytes, at, piece);
      at += piece;
    }
  }

  private int pieceLength() {
    return 1
        + switch (random.nextInt(3)) {
          case 0 -> random.nextInt(16);
          case 1 -> random.nextInt(1 << 10);
          default -> random.nextInt(32 << 10);
        };
  }
}
