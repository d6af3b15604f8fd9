package io.herald.broker.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.herald.broker.stats.ClientIdentity;
import io.herald.config.BrokerSettings;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.error.ProtocolException;
import java.io.IOException;

/**
 * IDENTIFY's JSON as it comes: unknown keys and the case of keys are ignored, a value of a wrong
 * type is not (NSQ protocol, IDENTIFY).
 */
record IdentifyBody(
    @JsonProperty("client_id") String clientId,
    @JsonProperty("hostname") String hostname,
    @JsonProperty("user_agent") String userAgent,
    @JsonProperty("feature_negotiation") boolean featureNegotiation,
    @JsonProperty("heartbeat_interval") long heartbeatInterval,
    @JsonProperty("output_buffer_size") long outputBufferSize,
    @JsonProperty("output_buffer_timeout") long outputBufferTimeout,
    @JsonProperty("tls_v1") boolean tlsV1,
    @JsonProperty("snappy") boolean snappy,
    @JsonProperty("deflate") boolean deflate,
    @JsonProperty("deflate_level") long deflateLevel,
    @JsonProperty("sample_rate") long sampleRate,
    @JsonProperty("msg_timeout") long msgTimeout,
    @JsonProperty("topology_zone") String topologyZone,
    @JsonProperty("topology_region") String topologyRegion) {

  private static final ObjectReader READER = StrictJson.readerFor(IdentifyBody.class);

  private static final long MSG_TIMEOUT_MIN = 1000;
  private static final long HEARTBEAT_MIN = 1000;
  private static final long OUTPUT_BUFFER_BYTES_MIN = 64;

  private static final IdentifyBody EMPTY =
      new IdentifyBody(null, null, null, false, 0, 0, 0, false, false, false, 0, 0, 0, null, null);

  static IdentifyBody parse(byte[] array, int from, int length) throws ProtocolException {
    try {
      IdentifyBody body = READER.readValue(array, from, length);
      return body == null ? EMPTY : body;
    } catch (JsonProcessingException broken) {
      throw badBody("IDENTIFY failed to decode JSON body");
    } catch (IOException impossible) {
      throw badBody("IDENTIFY failed to read body");
    }
  }

  /** What the client gets; checks in nsqd's order. */
  ClientSettings settings(BrokerSettings broker, boolean tlsOffered, ClientSettings current)
      throws ProtocolException {
    long heartbeat = heartbeatMillis(broker, current);
    int bufferBytes = outputBufferBytes(broker, current);
    long bufferMillis = outputBufferMillis(broker, current);
    if (sampleRate < 0 || sampleRate > 99) {
      throw badBody("IDENTIFY sample rate (" + sampleRate + ") is invalid");
    }
    return new ClientSettings(
        new ClientIdentity(
            orElse(clientId, current.identity().clientId()),
            orElse(hostname, current.identity().hostname()),
            orElse(userAgent, ""),
            (int) sampleRate,
            orElse(topologyZone, ""),
            orElse(topologyRegion, "")),
        featureNegotiation,
        heartbeat,
        messageTimeoutMillis(broker, current),
        bufferBytes,
        bufferMillis,
        features(broker, tlsOffered));
  }

  /** Only who negotiates gets anything: others would not learn of it. */
  private Features features(BrokerSettings broker, boolean tlsOffered) throws ProtocolException {
    if (!featureNegotiation) {
      return Features.NONE;
    }
    boolean deflates = deflate && broker.deflate();
    boolean snaps = snappy && broker.snappy();
    if (deflates && snaps) {
      throw new ProtocolException(
          ErrorCode.E_IDENTIFY_FAILED, "cannot enable both deflate and snappy compression");
    }
    long asked = deflates && deflateLevel > 0 ? deflateLevel : Features.DEFLATE_LEVEL_DEFAULT;
    int level = (int) Math.min(asked, broker.maxDeflateLevel());
    return new Features(tlsV1 && tlsOffered, snaps, deflates, level);
  }

  private long heartbeatMillis(BrokerSettings broker, ClientSettings current)
      throws ProtocolException {
    if (heartbeatInterval == -1) {
      return 0;
    }
    if (heartbeatInterval == 0) {
      return current.heartbeatMillis();
    }
    return inRange(
        "heartbeat interval",
        heartbeatInterval,
        HEARTBEAT_MIN,
        broker.maxHeartbeatInterval().toMillis());
  }

  private int outputBufferBytes(BrokerSettings broker, ClientSettings current)
      throws ProtocolException {
    if (outputBufferSize == -1) {
      return 1;
    }
    if (outputBufferSize == 0) {
      return current.outputBufferBytes();
    }
    return (int)
        inRange(
            "output buffer size",
            outputBufferSize,
            OUTPUT_BUFFER_BYTES_MIN,
            broker.maxOutputBufferSize());
  }

  private long outputBufferMillis(BrokerSettings broker, ClientSettings current)
      throws ProtocolException {
    if (outputBufferTimeout == -1 || outputBufferSize == -1) {
      return 0;
    }
    if (outputBufferTimeout == 0) {
      return current.outputBufferMillis();
    }
    return inRange(
        "output buffer timeout",
        outputBufferTimeout,
        broker.minOutputBufferTimeout().toMillis(),
        broker.maxOutputBufferTimeout().toMillis());
  }

  private long messageTimeoutMillis(BrokerSettings broker, ClientSettings current)
      throws ProtocolException {
    if (msgTimeout == 0) {
      return current.messageTimeoutMillis();
    }
    return inRange("msg timeout", msgTimeout, MSG_TIMEOUT_MIN, broker.maxMsgTimeout().toMillis());
  }

  private static long inRange(String what, long value, long min, long max)
      throws ProtocolException {
    if (value < min || value > max) {
      throw badBody("IDENTIFY " + what + " (" + value + ") is invalid");
    }
    return value;
  }

  private static String orElse(String value, String fallback) {
    return value == null || value.isEmpty() ? fallback : value;
  }

  private static ProtocolException badBody(String text) {
    return new ProtocolException(ErrorCode.E_BAD_BODY, text);
  }
}
