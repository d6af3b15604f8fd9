package io.herald.persistence.cursor;

/** Reads what {@link VarintWriter} wrote; anything else is an IllegalArgumentException. */
final class VarintReader {
  private final byte[] bytes;
  private int position;

  VarintReader(byte[] bytes) {
    this.bytes = bytes;
  }

  long unsigned() {
    long value = read();
    if (value < 0) {
      throw new IllegalArgumentException("negative number before byte " + position);
    }
    return value;
  }

  long signed() {
    long value = read();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A number of things that take at least {@code bytesEach} bytes each of what is left. */
  int count(int bytesEach) {
    long count = unsigned();
    if (count > (bytes.length - position) / bytesEach) {
      throw new IllegalArgumentException(count + " entries do not fit before the end");
    }
    return (int) count;
  }

  void expectEnd() {
    if (position != bytes.length) {
      throw new IllegalArgumentException(bytes.length - position + " bytes too many");
    }
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
