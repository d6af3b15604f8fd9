package io.herald.broker.redrive;

import io.herald.broker.deadletter.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which dead letters are sent back.
 *
 * @param id only that of this message, or this dead letter; empty = any
 * @param contains only those whose body has this text in it; empty = any
 */
public record RedriveFilter(Optional<Long> id, Optional<String> contains) {
  /** All of them. */
  public static final RedriveFilter ALL = new RedriveFilter(Optional.empty(), Optional.empty());

  boolean matches(DeadLetter letter, long letterId) {
    boolean isWanted = id.isEmpty() || id.get() == letter.id() || id.get() == letterId;
    return isWanted && (contains.isEmpty() || contains(letter.body(), contains.get()));
  }

  /** Byte by byte, so that a body that is no text can be searched, too. */
  private static boolean contains(byte[] body, String text) {
    String bytes = new String(body, StandardCharsets.ISO_8859_1);
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    return bytes.contains(new String(wanted, StandardCharsets.ISO_8859_1));
  }
}
