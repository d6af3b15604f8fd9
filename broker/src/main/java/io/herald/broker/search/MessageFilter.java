package io.herald.broker.search;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which messages are looked for. For any number of threads.
 *
 * @param contains what their bodies contain; empty = anything
 * @param field the way to a field of a body that is a JSON object, names between dots; empty = none
 * @param value what that field has: its text, or a number, true, false or null as it is written
 */
public record MessageFilter(String contains, String field, String value) {
  /** Every message. */
  public static final MessageFilter ALL = new MessageFilter("", "", "");

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] ESCAPE = {'\\'}; // a name may be written with it

  /** Prepares it for many bodies. */
  Matcher matcher() {
    return new Matcher(this);
  }

  /** The filter with its texts as bytes; for one thread. */
  static final class Matcher {
    private final byte[] contained;
    private final List<String> path;
    private final byte[] lastName;
    private final String value;

    private Matcher(MessageFilter filter) {
      contained = filter.contains().getBytes(StandardCharsets.UTF_8);
      path = filter.field().isEmpty() ? List.of() : List.of(filter.field().split("\\.", -1));
      lastName =
          path.isEmpty() ? new byte[0] : path.get(path.size() - 1).getBytes(StandardCharsets.UTF_8);
      value = filter.value();
    }

    boolean matches(byte[] bytes, int from, int to) {
      return contains(bytes, from, to, contained)
          && (path.isEmpty() || (mayHave(bytes, from, to) && has(bytes, from, to)));
    }

    /** Most bodies without the field do not have its name either, which is cheap to see. */
    private boolean mayHave(byte[] bytes, int from, int to) {
      return contains(bytes, from, to, lastName) || contains(bytes, from, to, ESCAPE);
    }

    private boolean has(byte[] bytes, int from, int to) {
      try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
        return json.nextToken() == JsonToken.START_OBJECT && has(json, 0);
      } catch (IOException noJson) {
        return false;
      }
    }

    /** Reads the rest of an object. */
    private boolean has(JsonParser json, int depth) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isOnTheWay = json.currentName().equals(path.get(depth));
        JsonToken token = json.nextToken();
        boolean isLast = depth == path.size() - 1;
        if (isOnTheWay && isLast && token.isScalarValue() && json.getText().equals(value)) {
          return true;
        }
        if (isOnTheWay && !isLast && token == JsonToken.START_OBJECT) {
          if (has(json, depth + 1)) {
            return true;
          }
        } else {
          json.skipChildren();
        }
      }
      return false;
    }

    private static boolean contains(byte[] bytes, int from, int to, byte[] wanted) {
      if (wanted.length == 0) {
        return true;
      }
      byte first = wanted[0];
      for (int at = from; at <= to - wanted.length; at++) {
        if (bytes[at] == first && isAt(bytes, at, wanted)) {
          return true;
        }
      }
      return false;
    }

    private static boolean isAt(byte[] bytes, int at, byte[] wanted) {
      for (int n = 1; n < wanted.length; n++) {
        if (bytes[at + n] != wanted[n]) {
          return false;
        }
      }
      return true;
    }
  }
}
