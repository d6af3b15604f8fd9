package io.herald.protocol.name;

import java.nio.charset.StandardCharsets;

/**
 * What makes a topic or channel name valid: 1 to 64 characters of {@code [.a-zA-Z0-9_-]},
 * optionally ending in {@code #ephemeral}, which counts towards the 64 (NSQ protocol, names).
 */
final class NameRule {
  static final int LENGTH_MAX = 64;
  static final String EPHEMERAL = "#ephemeral";

  private static final byte[] EPHEMERAL_BYTES = EPHEMERAL.getBytes(StandardCharsets.US_ASCII);

  private NameRule() {}

  static boolean isValid(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return isValid(bytes, 0, bytes.length);
  }

  static boolean isValid(byte[] bytes, int from, int to) {
    if (to - from < 1 || to - from > LENGTH_MAX) {
      return false;
    }
    int end = endsWithEphemeral(bytes, from, to) ? to - EPHEMERAL_BYTES.length : to;
    for (int at = from; at < end; at++) {
      if (!isNameByte(bytes[at])) {
        return false;
      }
    }
    return end > from;
  }

  private static boolean endsWithEphemeral(byte[] bytes, int from, int to) {
    int start = to - EPHEMERAL_BYTES.length;
    if (start < from) {
      return false;
    }
    for (int i = 0; i < EPHEMERAL_BYTES.length; i++) {
      if (bytes[start + i] != EPHEMERAL_BYTES[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameByte(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '.'
        || b == '_'
        || b == '-';
  }
}
