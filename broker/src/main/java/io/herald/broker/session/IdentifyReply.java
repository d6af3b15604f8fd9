package io.herald.broker.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.config.BrokerSettings;
import io.herald.protocol.error.ProtocolException;

/**
 * IDENTIFY: from the client's JSON to what it gets and the JSON it is told (NSQ protocol,
 * IDENTIFY).
 */
public record IdentifyReply(
    @JsonProperty("max_rdy_count") long maxRdyCount,
    @JsonProperty("version") String version,
    @JsonProperty("max_msg_timeout") long maxMsgTimeout,
    @JsonProperty("msg_timeout") long msgTimeout,
    @JsonProperty("tls_v1") boolean tlsV1,
    @JsonProperty("deflate") boolean deflate,
    @JsonProperty("deflate_level") int deflateLevel,
    @JsonProperty("max_deflate_level") int maxDeflateLevel,
    @JsonProperty("snappy") boolean snappy,
    @JsonProperty("sample_rate") int sampleRate,
    @JsonProperty("auth_required") boolean authRequired,
    @JsonProperty("output_buffer_size") int outputBufferSize,
    @JsonProperty("output_buffer_timeout") long outputBufferTimeout,
    @JsonProperty("topology_region") String topologyRegion,
    @JsonProperty("topology_zone") String topologyZone) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads an IDENTIFY body over what holds already.
   *
   * @param tlsOffered whether the node has a certificate
   * @throws ProtocolException E_BAD_BODY, if it is no JSON or a value is out of range;
   *     E_IDENTIFY_FAILED, if it wants two compressions
   */
  public static ClientSettings negotiate(
      byte[] array,
      int from,
      int length,
      BrokerSettings broker,
      boolean tlsOffered,
      ClientSettings current)
      throws ProtocolException {
    return IdentifyBody.parse(array, from, length).settings(broker, tlsOffered, current);
  }

  /** The reply's JSON. */
  public static byte[] json(
      ClientSettings client, BrokerSettings broker, String version, boolean authRequired) {
    Features features = client.features();
    IdentifyReply reply =
        new IdentifyReply(
            broker.maxRdyCount(),
            version,
            broker.maxMsgTimeout().toMillis(),
            client.messageTimeoutMillis(),
            features.tls(),
            features.deflate(),
            features.deflateLevel(),
            broker.maxDeflateLevel(),
            features.snappy(),
            client.identity().sampleRate(),
            authRequired,
            client.outputBufferBytes(),
            client.outputBufferMillis(),
            "",
            "");
    try {
      return JSON.writeValueAsBytes(reply);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
