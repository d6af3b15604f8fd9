package io.herald.broker.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.protocol.message.MessageId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A message with the reason why it is dead, and the body of a message in the dead-letter topic: one
 * line of JSON.
 *
 * <pre>
 *   {"topic":"orders","channel":"billing","id":"0d6…","partition":0,"offset":123,
 *    "timestamp":1794000000000000000,"attempts":5,"reason":"timed out",
 *    "at":"2026-11-26T13:00:00.123Z","body":"…"}
 * </pre>
 *
 * <p>A body that is not text, or takes more room as JSON text, is in {@code body_base64} instead. A
 * dead letter is published whatever its size, a third larger than its message at most, so that none
 * is stuck because of max-msg-size.
 *
 * @param topic the message was published to
 * @param channel in which it died
 * @param id its number; see {@link MessageId}
 * @param timestampNanos when it was published, in nanoseconds since 1970
 * @param attempts how often it was delivered, 1 to 65,535
 * @param reason why it is dead, in words
 * @param at when that was, to the millisecond
 * @param body at least one byte
 */
public record DeadLetter(
    String topic,
    String channel,
    long id,
    long timestampNanos,
    int attempts,
    String reason,
    Instant at,
    byte[] body) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The body of the message that it is in the dead-letter topic. */
  public byte[] toJson() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 300);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("topic", topic);
      json.writeStringField("channel", channel);
      json.writeStringField("id", MessageId.toString(id));
      json.writeNumberField("partition", MessageId.partition(id));
      json.writeNumberField("offset", MessageId.offset(id));
      json.writeNumberField("timestamp", timestampNanos);
      json.writeNumberField("attempts", attempts);
      json.writeStringField("reason", reason);
      json.writeStringField("at", at.toString());
      Optional<String> text = text();
      if (text.isPresent()) {
        json.writeStringField("body", text.get());
      } else {
        json.writeStringField("body_base64", Base64.getEncoder().encodeToString(body));
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // into memory
    }
    return out.toByteArray();
  }

  /** The body as text, if it is text and no longer for being escaped than in base64. */
  private Optional<String> text() {
    long escaped = 0;
    for (byte each : body) {
      escaped += each >= 0 && each < ' ' ? 6 : each == '"' || each == '\\' ? 2 : 1;
    }
    if (escaped > body.length * 4L / 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }

  /** Reads what {@link #toJson} writes; empty if it is something else. */
  public static Optional<DeadLetter> parse(byte[] json) {
    try {
      JsonNode read = MAPPER.readTree(json);
      byte[] digits = read.path("id").asText().getBytes(StandardCharsets.UTF_8);
      long id = digits.length == MessageId.LENGTH ? MessageId.decode(digits, 0) : MessageId.NONE;
      byte[] body =
          read.has("body")
              ? read.path("body").asText().getBytes(StandardCharsets.UTF_8)
              : Base64.getDecoder().decode(read.path("body_base64").asText());
      if (id == MessageId.NONE || body.length == 0) {
        return Optional.empty();
      }
      return Optional.of(
          new DeadLetter(
              read.path("topic").asText(),
              read.path("channel").asText(),
              id,
              read.path("timestamp").asLong(),
              read.path("attempts").asInt(),
              read.path("reason").asText(),
              Instant.parse(read.path("at").asText()),
              body));
    } catch (IOException | RuntimeException notALetter) {
      return Optional.empty();
    }
  }
}
