package io.herald.protocol.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a publisher names a publish by, so that a repeat of it is known as one: 128 bits of the
 * SHA-256 of its text, so that remembering it costs the same however long the text is.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
public record PublishKey(long high, long low) {
  /** Longest text of a key, in characters. */
  public static final int LENGTH_MAX = 255;

  /** What a key may be, for whoever is told that his is none. */
  public static final String RULE = "1 to " + LENGTH_MAX + " printable ASCII characters, no space";

  private static final char FIRST_PRINTABLE = '!';
  private static final char LAST_PRINTABLE = '~';

  /** Whether {@code text} may be used as a key; see {@link #RULE}. */
  public static boolean isValid(String text) {
    return !text.isEmpty()
        && text.length() <= LENGTH_MAX
        && text.chars().allMatch(c -> c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE);
  }

  /** The key of this text, which must be valid. */
  public static PublishKey of(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
      return new PublishKey(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
  }
}
