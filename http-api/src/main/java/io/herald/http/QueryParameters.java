package io.herald.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A query string read as Go's {@code url.ParseQuery} does: {@code +} is a space, the first value of
 * a key counts, and a bad escape or a semicolon spoils the whole query.
 */
final class QueryParameters {
  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Parses what stands behind the question mark.
   *
   * @throws HttpError 400 INVALID_REQUEST
   */
  static QueryParameters parse(String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      if (pair.indexOf(';') >= 0) {
        throw invalid();
      }
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        values.putIfAbsent(decode(key), equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return new QueryParameters(values);
  }

  Optional<String> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The names of all that are given. */
  Set<String> names() {
    return values.keySet();
  }

  /** The value, or 400 with {@code code}. */
  String require(String key, String code) {
    return find(key).orElseThrow(() -> new HttpError(400, code));
  }

  /** A switch: {@code false} and {@code 0} are off, any other value is on, as in nsqd. */
  boolean flag(String key, boolean whenAbsent) {
    return find(key).map(value -> !value.equals("false") && !value.equals("0")).orElse(whenAbsent);
  }

  /** True or false, else 400; false if it is absent. */
  boolean isTrue(String key) {
    String text = find(key).orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      throw new HttpError(400, key + ": must be true or false");
    }
    return text.equals("true");
  }

  /** A number in this range, else 400; empty if it is absent. */
  Optional<Integer> number(String key, int min, int max) {
    Optional<String> text = find(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int number = text.get().matches("[0-9]{1,9}") ? Integer.parseInt(text.get()) : -1;
    if (number < min || number > max) {
      String message = "INVALID_ARG_%s - %s is a number from %d to %d";
      throw new HttpError(400, message.formatted(key.toUpperCase(Locale.ROOT), key, min, max));
    }
    return Optional.of(number);
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int at = 0; at < in.length; at++) {
      if (in[at] == '%') {
        out.put((byte) (hex(in, at + 1) << 4 | hex(in, at + 2)));
        at += 2;
      } else {
        out.put(in[at] == '+' ? (byte) ' ' : in[at]);
      }
    }
    return StandardCharsets.UTF_8.decode(out.flip()).toString();
  }

  private static int hex(byte[] in, int at) {
    int digit = at < in.length ? Character.digit(in[at], 16) : -1;
    if (digit < 0) {
      throw invalid();
    }
    return digit;
  }

  private static HttpError invalid() {
    return new HttpError(400, "INVALID_REQUEST");
  }
}
