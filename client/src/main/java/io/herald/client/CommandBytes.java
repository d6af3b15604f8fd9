package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The commands of NSQ protocol V2 as a client writes them. Nothing is validated: tests send wrong
 * ones on purpose.
 */
public final class CommandBytes {
  /** The four bytes that open a connection. */
  public static final String MAGIC = "  V2";

  private CommandBytes() {}

  /** A line of its own: {@code text} and LF. */
  public static byte[] line(String text) {
    return (text + "\n").getBytes(UTF_8);
  }

  /** A line followed by an int32 size and that many bytes. */
  public static byte[] withBody(String line, byte[] body) {
    byte[] head = line(line);
    return ByteBuffer.allocate(head.length + 4 + body.length)
        .put(head)
        .putInt(body.length)
        .put(body)
        .array();
  }

  /** IDENTIFY with a JSON object. */
  public static byte[] identify(String json) {
    return withBody("IDENTIFY", json.getBytes(UTF_8));
  }

  /** AUTH with a secret. */
  public static byte[] auth(String secret) {
    return withBody("AUTH", secret.getBytes(UTF_8));
  }

  /** SUB. */
  public static byte[] sub(String topic, String channel) {
    return line("SUB " + topic + " " + channel);
  }

  /** PUB. */
  public static byte[] pub(String topic, byte[] body) {
    return withBody("PUB " + topic, body);
  }

  /** DPUB with a delay in milliseconds. */
  public static byte[] dpub(String topic, long delayMillis, byte[] body) {
    return withBody("DPUB " + topic + " " + delayMillis, body);
  }

  /** MPUB. */
  public static byte[] mpub(String topic, List<byte[]> bodies) {
    return withBody("MPUB " + topic, batch(bodies));
  }

  /** What MPUB and {@code POST /mpub?binary=true} carry: int32 count, then int32 size and bytes. */
  public static byte[] batch(List<byte[]> bodies) {
    int size = 4 + bodies.stream().mapToInt(body -> 4 + body.length).sum();
    ByteBuffer batch = ByteBuffer.allocate(size).putInt(bodies.size());
    bodies.forEach(body -> batch.putInt(body.length).put(body));
    return batch.array();
  }

  /** RDY. */
  public static byte[] rdy(int count) {
    return line("RDY " + count);
  }

  /** FIN. */
  public static byte[] fin(String id) {
    return line("FIN " + id);
  }

  /** REQ with a delay in milliseconds. */
  public static byte[] req(String id, long delayMillis) {
    return line("REQ " + id + " " + delayMillis);
  }

  /** TOUCH. */
  public static byte[] touch(String id) {
    return line("TOUCH " + id);
  }

  /** CLS. */
  public static byte[] cls() {
    return line("CLS");
  }

  /** NOP. */
  public static byte[] nop() {
    return line("NOP");
  }
}
