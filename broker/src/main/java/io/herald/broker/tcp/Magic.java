package io.herald.broker.tcp;

import io.herald.protocol.command.CommandEncoder;
import java.nio.charset.StandardCharsets;

/** The first four bytes of a connection, which say the protocol (NSQ protocol, magic). */
final class Magic {
  private static final byte[] V2 = CommandEncoder.MAGIC_V2.getBytes(StandardCharsets.US_ASCII);

  private final byte[] seen = new byte[V2.length];
  private int count;

  /** Takes what belongs to the magic; answers where the rest of the input begins. */
  int accept(byte[] array, int from, int to) {
    int at = from;
    while (count < V2.length && at < to) {
      seen[count++] = array[at++];
    }
    return at;
  }

  /** Whether all four bytes are there and are not ours. */
  boolean isWrong() {
    return count == V2.length && !java.util.Arrays.equals(seen, V2);
  }
}
