package io.herald.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A message's body, or its beginning, in JSON: as text if it is UTF-8, else in base64. */
final class BodyText {
  private static final int CONTINUATION_BYTES_MAX = 3;

  private BodyText() {}

  /**
   * Writes the fields.
   *
   * @param bytes the beginning of the body, or all of it
   * @param bodyBytes size of all of it
   */
  static void write(JsonGenerator json, byte[] bytes, int bodyBytes) throws IOException {
    boolean isCut = bytes.length < bodyBytes;
    String text = text(bytes, isCut);
    json.writeStringField("body", text == null ? Base64.getEncoder().encodeToString(bytes) : text);
    json.writeStringField("body_encoding", text == null ? "base64" : "utf-8");
    json.writeBooleanField("body_truncated", isCut);
  }

  /** The text, or null if it is none; a character that was cut in two is left out. */
  private static String text(byte[] bytes, boolean isCut) {
    int shortest = isCut ? Math.max(0, bytes.length - CONTINUATION_BYTES_MAX) : bytes.length;
    for (int length = bytes.length; length >= shortest; length--) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes, 0, length))
            .toString();
      } catch (CharacterCodingException binaryOrCut) {
        // shorter, if it may have been cut
      }
    }
    return null;
  }
}
