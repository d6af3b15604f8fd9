package io.herald.protocol.command;

import io.herald.protocol.error.ProtocolException;
import java.util.Arrays;

/**
 * The bytes of a connection that no command has taken yet. While commands arrive whole it only
 * points into the caller's chunk; what is left over at the end of a chunk is copied to an array of
 * its own.
 */
final class InputBuffer {
  private static final byte[] EMPTY = new byte[0];

  private byte[] array = EMPTY;
  private int at;
  private int end;
  private boolean owned;

  /** How many of the available bytes are known to hold no LF. */
  private int searched;

  void feed(byte[] chunk, int from, int to) {
    if (at == end) {
      array = chunk;
      at = from;
      end = to;
      owned = false;
      return;
    }
    int added = to - from;
    makeRoom(added);
    System.arraycopy(chunk, from, array, end, added);
    end += added;
  }

  void retain() {
    if (at == end) {
      array = EMPTY;
      at = 0;
      end = 0;
      owned = false;
    } else if (!owned) {
      array = Arrays.copyOfRange(array, at, end);
      end -= at;
      at = 0;
      owned = true;
    }
  }

  byte[] takeRest() {
    byte[] rest = Arrays.copyOfRange(array, at, end);
    consumeTo(end);
    return rest;
  }

  private void makeRoom(int bytes) {
    if (owned && end + bytes <= array.length) {
      return;
    }
    int held = end - at;
    byte[] target = array;
    if (!owned || held + bytes > array.length) {
      target = new byte[Math.max(held + bytes, Math.min(2 * held, held + (1 << 20)))];
    }
    System.arraycopy(array, at, target, 0, held);
    array = target;
    at = 0;
    end = held;
    owned = true;
  }

  /**
   * Where the first line's LF is, or −1 if it has not arrived.
   *
   * @throws ProtocolException silently, if the line is longer than {@code lineBytesMax}
   */
  int lineEnd(int lineBytesMax) throws ProtocolException {
    int stop = Math.min(end, at + lineBytesMax);
    for (int i = at + searched; i < stop; i++) {
      if (array[i] == '\n') {
        searched = i - at;
        return i;
      }
    }
    if (end - at >= lineBytesMax) {
      throw ProtocolException.silent("command line longer than " + lineBytesMax + " bytes");
    }
    searched = end - at;
    return -1;
  }

  byte[] array() {
    return array;
  }

  int at() {
    return at;
  }

  int available() {
    return end - at;
  }

  boolean has(int from, int bytes) {
    return end - from >= bytes;
  }

  int int32(int from) {
    return int32(array, from);
  }

  static int int32(byte[] array, int from) {
    return (array[from] & 0xff) << 24
        | (array[from + 1] & 0xff) << 16
        | (array[from + 2] & 0xff) << 8
        | (array[from + 3] & 0xff);
  }

  void consumeTo(int position) {
    at = position;
    searched = 0;
  }

  /**
   * Whether {@code bytes} are there from {@code from}; if so, the command that ends there is taken.
   */
  boolean takes(int from, int bytes) {
    if (!has(from, bytes)) {
      return false;
    }
    consumeTo(from + bytes);
    return true;
  }
}
