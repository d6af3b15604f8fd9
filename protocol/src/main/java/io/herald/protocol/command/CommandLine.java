package io.herald.protocol.command;

import java.nio.charset.StandardCharsets;

/**
 * One command line, split at each single space; tokens are ranges of the input, not copies. Tokens
 * past the fifth are surplus and ignored (NSQ protocol, commands).
 */
final class CommandLine {
  private static final int TOKENS_MAX = 5;

  private final int[] starts = new int[TOKENS_MAX];
  private final int[] ends = new int[TOKENS_MAX];
  private byte[] array = new byte[0];
  private int count;

  /** Splits the line in {@code [from, to)}, which holds neither LF nor the CR in front of it. */
  void split(byte[] source, int from, int to) {
    array = source;
    count = 0;
    int start = from;
    for (int at = from; at <= to && count < TOKENS_MAX; at++) {
      if (at == to || source[at] == ' ') {
        starts[count] = start;
        ends[count] = at;
        count++;
        start = at + 1;
      }
    }
  }

  int count() {
    return count;
  }

  int start(int token) {
    return starts[token];
  }

  int end(int token) {
    return ends[token];
  }

  int length(int token) {
    return ends[token] - starts[token];
  }

  boolean is(int token, byte[] word) {
    return java.util.Arrays.equals(array, starts[token], ends[token], word, 0, word.length);
  }

  boolean startsWith(int token, byte[] word) {
    int end = starts[token] + word.length;
    return end <= ends[token]
        && java.util.Arrays.equals(array, starts[token], end, word, 0, word.length);
  }

  String text(int token) {
    return new String(array, starts[token], length(token), StandardCharsets.UTF_8);
  }

  /**
   * The token as a decimal number of digits only; an empty one is 0, as in nsqd. Numbers beyond a
   * long stay at its largest value.
   *
   * @return −1 if the token holds anything but digits
   */
  long number(int token) {
    long value = 0;
    for (int at = starts[token]; at < ends[token]; at++) {
      int digit = array[at] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
    }
    return value;
  }
}
