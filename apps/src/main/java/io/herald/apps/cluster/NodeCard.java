package io.herald.apps.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a node tells the others of itself.
 *
 * @param name its {@code --node-name}
 * @param tcp where clients reach it, {@code host:port}
 * @param http nsqd's HTTP API
 * @param lookupTcp where nsqds register
 * @param lookupHttp where consumers look
 * @param partitions how many it owns
 * @param load what they do, in messages a second
 */
public record NodeCard(
    String name,
    String tcp,
    String http,
    String lookupTcp,
    String lookupHttp,
    int partitions,
    long load) {
  /** Of a node whose own has not arrived yet. */
  static final NodeCard UNKNOWN = new NodeCard("", "", "", "", "", -1, -1);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Of a node of this series, so it has these fields; of none if it cannot be read. */
  static NodeCard fromJson(String json) {
    try {
      return MAPPER.readValue(json, NodeCard.class);
    } catch (JsonProcessingException foreign) {
      return UNKNOWN;
    }
  }
}
