package io.herald.persistence.serialization;

/** Reads what {@link VarintWriter} wrote; anything else is an IllegalArgumentException. */
public final class VarintReader {
  private final byte[] bytes;
  private int position;

  public VarintReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A number that {@link VarintWriter#unsigned} wrote. */
  public long unsigned() {
    long value = read();
    if (value < 0) {
      throw new IllegalArgumentException("negative number before byte " + position);
    }
    return value;
  }

  /** A number that {@link VarintWriter#signed} wrote. */
  public long signed() {
    long value = read();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A number that {@link VarintWriter#fixed} wrote. */
  public long fixed() {
    if (bytes.length - position < Long.BYTES) {
      throw new IllegalArgumentException("ends within a number");
    }
    long value = 0;
    for (int n = 0; n < Long.BYTES; n++) {
      value = value << 8 | (bytes[position++] & 0xff);
    }
    return value;
  }

  /** A number of things that take at least {@code bytesEach} bytes each of what is left. */
  public int count(int bytesEach) {
    long count = unsigned();
    if (count > (bytes.length - position) / bytesEach) {
      throw new IllegalArgumentException(count + " entries do not fit before the end");
    }
    return (int) count;
  }

  /** Refuses bytes that nobody has read. */
  public void expectEnd() {
    if (position != bytes.length) {
      throw new IllegalArgumentException(bytes.length - position + " bytes too many");
    }
  }

  /** Text that {@link VarintWriter#text} wrote. */
  public String text() {
    int length = count(1);
    String text = new String(bytes, position, length, java.nio.charset.StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  private long read() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == bytes.length) {
        throw new IllegalArgumentException("ends within a number");
      }
      byte next = bytes[position++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("number too long before byte " + position);
  }
}
