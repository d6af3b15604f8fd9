package io.herald.lookup.tcp;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.lookup.registry.Producer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The JSON of IDENTIFY: read as Go reads into a struct, and the answer to it. */
final class IdentifyBody {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private IdentifyBody() {}

  /** An {@code Identify}, or the {@code Refused} that nsqlookupd would answer. */
  static LookupCommand parse(byte[] body) {
    try {
      // As text, since Go replaces bytes that are no UTF-8, where Jackson would refuse them.
      JsonNode json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
      if (json.isNull()) {
        return new LookupCommand.Refused(LookupError.BODY_INCOMPLETE);
      }
      if (!json.isObject()) {
        return new LookupCommand.Refused(LookupError.BODY_UNDECODED);
      }
      Producer producer = producer(json);
      boolean complete =
          !producer.broadcastAddress().isEmpty()
              && producer.tcpPort() != 0
              && producer.httpPort() != 0
              && !producer.version().isEmpty();
      return complete
          ? new LookupCommand.Identify(producer)
          : new LookupCommand.Refused(LookupError.BODY_INCOMPLETE);
    } catch (IOException | IllegalArgumentException e) {
      return new LookupCommand.Refused(LookupError.BODY_UNDECODED);
    }
  }

  /** What is answered to IDENTIFY; Go writes a map's keys sorted. */
  static byte[] answer(LookupIdentity identity, int tcpPort) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("broadcast_address", identity.broadcastAddress());
    answer.put("hostname", identity.hostname());
    answer.put("http_port", identity.httpPort());
    answer.put("tcp_port", tcpPort);
    answer.put("version", identity.version());
    try {
      return JSON.writeValueAsBytes(answer);
    } catch (JacksonException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private static Producer producer(JsonNode json) {
    return new Producer(
        "",
        text(json, "hostname"),
        text(json, "broadcast_address"),
        number(json, "tcp_port"),
        number(json, "http_port"),
        text(json, "version"),
        text(json, "topology_zone"),
        text(json, "topology_region"));
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = field(json, name);
    if (value == null || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw new IllegalArgumentException(name + " is no string");
    }
    return value.textValue();
  }

  private static int number(JsonNode json, String name) {
    JsonNode value = field(json, name);
    if (value == null || value.isNull()) {
      return 0;
    }
    if (!value.isInt()) {
      throw new IllegalArgumentException(name + " is no port");
    }
    return value.intValue();
  }

  /** Go matches names in whatever case; of several, the last in the text wins. */
  private static JsonNode field(JsonNode json, String name) {
    JsonNode found = null;
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (field.getKey().equalsIgnoreCase(name)) {
        found = field.getValue();
      }
    }
    return found;
  }
}
