package io.herald.persistence.serialization;

import java.util.Arrays;

/** Writes numbers with 7 bits a byte, low bits first; bit 7 says that more follow (LEB128). */
public final class VarintWriter {
  private static final int NUMBER_BYTES_MAX = 10;

  private byte[] bytes = new byte[64];
  private int length;

  /** For numbers that are never negative: small ones are short. */
  public void unsigned(long value) {
    if (value < 0) {
      throw new IllegalArgumentException(value + " is negative");
    }
    write(value);
  }

  /** For numbers near zero on both sides (zigzag). */
  public void signed(long value) {
    write((value << 1) ^ (value >> 63));
  }

  /** A number that is as often large as small, in 8 bytes, high ones first. */
  public void fixed(long value) {
    makeRoom(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >> shift);
    }
  }

  /** Text as its length in bytes and its UTF-8 bytes. */
  public void text(String text) {
    byte[] encoded = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    write(encoded.length);
    makeRoom(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
  }

  /** What has been written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void makeRoom(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  private void write(long value) {
    makeRoom(NUMBER_BYTES_MAX);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }
}
