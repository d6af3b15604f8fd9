package io.herald.protocol.command;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lays out commands as a client sends them (NSQ protocol V2). Nothing is checked: tests send
 * nonsense.
 */
public final class CommandEncoder {
  /** The first bytes of a connection. */
  public static final String MAGIC_V2 = "  V2";

  private CommandEncoder() {}

  /** A command without a body, such as {@code line("FIN", id)}. */
  public static byte[] line(String... words) {
    return (String.join(" ", words) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A command with a body, such as {@code withBody(body, "PUB", topic)}. */
  public static byte[] withBody(byte[] body, String... words) {
    byte[] line = line(words);
    return ByteBuffer.allocate(line.length + 4 + body.length)
        .put(line)
        .putInt(body.length)
        .put(body)
        .array();
  }

  /** MPUB of these message bodies. */
  public static byte[] mpub(String topic, List<byte[]> bodies) {
    int size = 4;
    for (byte[] body : bodies) {
      size += 4 + body.length;
    }
    ByteBuffer content = ByteBuffer.allocate(size).putInt(bodies.size());
    for (byte[] body : bodies) {
      content.putInt(body.length).put(body);
    }
    return withBody(content.array(), "MPUB", topic);
  }
}
