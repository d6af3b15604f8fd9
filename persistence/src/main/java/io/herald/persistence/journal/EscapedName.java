package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The directory name of a persistence id: reversible, and safe for every Java string.
 *
 * <ul>
 *   <li>{@code a-z 0-9 _ # | -} and a dot that is not first stand for themselves;
 *   <li>{@code A-Z} become {@code +a}, so that names differing only in case stay apart on file
 *       systems that ignore it;
 *   <li>every other ASCII character is {@code %XX}, every other UTF-16 unit {@code %uXXXX};
 *   <li>the empty string is {@code %};
 *   <li>a name longer than {@value #NAME_CHARS_MAX} characters becomes {@code ~prefix~hash}, and
 *       the directory holds the whole id in a file named {@value #ID_FILE}.
 * </ul>
 */
final class EscapedName {
  /** File name limit of common file systems is 255 bytes; some room is left for suffixes. */
  static final int NAME_CHARS_MAX = 200;

  static final String ID_FILE = "persistence-id";

  private static final int PREFIX_CHARS = 100;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private EscapedName() {}

  static String of(String persistenceId) {
    String escaped = escape(persistenceId);
    if (escaped.length() <= NAME_CHARS_MAX) {
      return escaped;
    }
    return "~" + escaped.substring(0, PREFIX_CHARS) + "~" + hash(persistenceId);
  }

  static boolean isAbbreviated(String name) {
    return name.startsWith("~");
  }

  /** The persistence id of a directory, or empty if the directory is none of ours. */
  static Optional<String> persistenceIdOf(Path directory) throws IOException {
    String name = directory.getFileName().toString();
    if (!isAbbreviated(name)) {
      return unescape(name);
    }
    Path idFile = directory.resolve(ID_FILE);
    if (!Files.exists(idFile)) {
      return Optional.empty();
    }
    return unescape(Files.readString(idFile, StandardCharsets.US_ASCII));
  }

  static String escape(String persistenceId) {
    if (persistenceId.isEmpty()) {
      return "%";
    }
    var out = new StringBuilder(persistenceId.length() + 8);
    for (int i = 0; i < persistenceId.length(); i++) {
      char c = persistenceId.charAt(i);
      if (isPlain(c) || (c == '.' && i > 0)) {
        out.append(c);
      } else if (c >= 'A' && c <= 'Z') {
        out.append('+').append((char) (c - 'A' + 'a'));
      } else if (c < 0x80) {
        out.append('%').append(HEX.toHexDigits((byte) c));
      } else {
        out.append("%u").append(HEX.toHexDigits(c));
      }
    }
    return out.toString();
  }

  static Optional<String> unescape(String name) {
    if (name.equals("%")) {
      return Optional.of("");
    }
    var out = new StringBuilder(name.length());
    int i = 0;
    try {
      while (i < name.length()) {
        char c = name.charAt(i);
        if (c == '+') {
          out.append((char) (name.charAt(i + 1) - 'a' + 'A'));
          i += 2;
        } else if (c == '%' && name.charAt(i + 1) == 'u') {
          out.append((char) HexFormat.fromHexDigits(name, i + 2, i + 6));
          i += 6;
        } else if (c == '%') {
          out.append((char) HexFormat.fromHexDigits(name, i + 1, i + 3));
          i += 3;
        } else {
          out.append(c);
          i++;
        }
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
    // Only the one canonical spelling is ours; anything else was put there by someone else.
    String persistenceId = out.toString();
    return escape(persistenceId).equals(name) ? Optional.of(persistenceId) : Optional.empty();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '#'
        || c == '|'
        || c == '-';
  }

  private static String hash(String persistenceId) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(persistenceId.getBytes(StandardCharsets.UTF_16BE));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
