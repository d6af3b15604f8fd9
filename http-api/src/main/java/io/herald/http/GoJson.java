package io.herald.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON byte for byte as Go's encoding/json writes it: no spaces, HTML characters escaped. */
final class GoJson {
  private static final JsonFactory FACTORY = new JsonFactory().setCharacterEscapes(new GoEscapes());

  private GoJson() {}

  /** Writes one value. */
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] write(Content content) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(4096)) {
      try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
        content.write(json);
      }
      return bytes.toByteArray();
    } catch (IOException impossibleInMemory) {
      throw new UncheckedIOException(impossibleInMemory);
    }
  }

  private static final class GoEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private static final int LINE_SEPARATOR = 0x2028;
    private static final int PARAGRAPH_SEPARATOR = 0x2029;

    private final int[] ascii = standardAsciiEscapesForJSON();

    GoEscapes() {
      for (char c : "<>&\b\f".toCharArray()) {
        ascii[c] = ESCAPE_CUSTOM;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      boolean escaped =
          c == LINE_SEPARATOR
              || c == PARAGRAPH_SEPARATOR
              || (c < ascii.length && ascii[c] == ESCAPE_CUSTOM);
      return escaped ? new SerializedString(String.format("\\u%04x", c)) : null;
    }
  }
}
