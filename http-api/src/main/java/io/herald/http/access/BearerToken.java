package io.herald.http.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Tokens: 256 random bits that only their owner keeps. The file has the SHA-256 of each. A slow
 * hash, as passwords need it, would only cost time here: nobody can guess 256 bits, however fast he
 * may try.
 */
public final class BearerToken {
  /** What every hash is written with in front. */
  public static final String HASH_PREFIX = "sha256:";

  /** Makes tokens easy to find for those who look for leaked secrets. */
  private static final String PREFIX = "herald_";

  private static final int RANDOM_BYTES = 32;
  private static final int HASH_HEX_DIGITS = 64;

  private BearerToken() {}

  /** A new token. */
  public static String random() {
    byte[] bits = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bits);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /** The hash of a token as it stands in the file: {@code sha256:} and 64 hex digits. */
  public static String hashText(String token) {
    return HASH_PREFIX + HexFormat.of().formatHex(hash(token));
  }

  static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }

  /**
   * Reads a hash.
   *
   * @throws IllegalArgumentException with nothing of the text, which may be a token by mistake
   */
  static byte[] parseHash(String text) {
    String digits = text.substring(HASH_PREFIX.length());
    try {
      if (digits.length() == HASH_HEX_DIGITS) {
        return HexFormat.of().parseHex(digits);
      }
    } catch (IllegalArgumentException notHex) {
      // said below, without what was found
    }
    throw new IllegalArgumentException("sha256: needs 64 hex digits behind it");
  }
}
