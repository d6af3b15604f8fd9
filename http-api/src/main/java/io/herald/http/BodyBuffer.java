package io.herald.http;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Message bodies one behind the other in one array, the last one still open. A body costs its bytes
 * and one int, however short it is.
 *
 * <pre>
 * data  |body 0|body 1|...|open body|   free   |
 *              ^ends[0]   ^ends[n-1]           ^data.length
 * </pre>
 */
final class BodyBuffer {
  private static final int CAPACITY_MIN = 512;

  private byte[] data;
  private int length;
  private int[] ends = new int[16];
  private int count;

  BodyBuffer(int expectedBytes) {
    data = new byte[Math.max(CAPACITY_MIN, expectedBytes)];
  }

  /** Appends to the open body. */
  void append(byte[] from, int start, int bytes) {
    if (bytes > data.length - length) {
      long doubled = Math.min(2L * data.length, Integer.MAX_VALUE - 8);
      data = Arrays.copyOf(data, (int) Math.max(doubled, Math.addExact(length, bytes)));
    }
    System.arraycopy(from, start, data, length, bytes);
    length += bytes;
  }

  /** Ends the open body. */
  void close() {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = length;
  }

  int openBytes() {
    return length - closedBytes();
  }

  int closedBytes() {
    return count == 0 ? 0 : ends[count - 1];
  }

  byte[] openToArray() {
    return Arrays.copyOfRange(data, closedBytes(), length);
  }

  /** Forgets the open body. */
  void dropOpen() {
    length = closedBytes();
  }

  /** Hands the ended bodies over and keeps the open one. */
  List<byte[]> take() {
    List<byte[]> taken = new Bodies(data, ends, 0, count);
    byte[] open = openToArray();
    data = open.length < CAPACITY_MIN ? Arrays.copyOf(open, CAPACITY_MIN) : open;
    length = open.length;
    ends = new int[16];
    count = 0;
    return taken;
  }

  /** A view that copies a body out when it is asked for. */
  private static final class Bodies extends AbstractList<byte[]> implements RandomAccess {
    private final byte[] data;
    private final int[] ends;
    private final int from;
    private final int to;

    Bodies(byte[] data, int[] ends, int from, int to) {
      this.data = data;
      this.ends = ends;
      this.from = from;
      this.to = to;
    }

    @Override
    public byte[] get(int index) {
      int at = from + Objects.checkIndex(index, to - from);
      return Arrays.copyOfRange(data, at == 0 ? 0 : ends[at - 1], ends[at]);
    }

    @Override
    public int size() {
      return to - from;
    }

    @Override
    public List<byte[]> subList(int start, int end) {
      Objects.checkFromToIndex(start, end, size());
      return new Bodies(data, ends, from + start, from + end);
    }
  }
}
