package io.herald.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.stats.MemoryStats;
import java.io.IOException;
import java.util.Map;

/** The {@code memory} object of /stats?format=json. */
final class MemoryJson {
  private MemoryJson() {}

  static void write(JsonGenerator json, MemoryStats memory) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Long> value : memory.byName().entrySet()) {
      json.writeNumberField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
  }
}
