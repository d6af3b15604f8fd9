package io.herald.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;

/** How times stand in JSON: as in RFC 3339, in UTC. */
final class JsonTime {
  private JsonTime() {}

  /** A time of the log, in nanoseconds since 1970; 0 = unknown, which is null. */
  static void writeNanos(JsonGenerator json, String field, long nanos) throws IOException {
    write(json, field, nanos, Instant.ofEpochSecond(0, nanos));
  }

  /** A time of a channel, in milliseconds since 1970; 0 = unknown, which is null. */
  static void writeMillis(JsonGenerator json, String field, long millis) throws IOException {
    write(json, field, millis, Instant.ofEpochMilli(millis));
  }

  private static void write(JsonGenerator json, String field, long since1970, Instant time)
      throws IOException {
    if (since1970 == 0) {
      json.writeNullField(field);
    } else {
      json.writeStringField(field, time.toString());
    }
  }
}
