package io.herald.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes, plain ({@code 1048576}) or with a binary suffix ({@code 1MiB}). */
public final class ByteSize {
  private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*(b|kib|mib|gib)?");
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private ByteSize() {}

  /** Parses digits with an optional KiB, MiB or GiB; upper or lower case. */
  public static long parse(String text) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw new IllegalArgumentException("not a size");
    }
    return Math.multiplyExact(Long.parseLong(size.group(1)), unit(size.group(2)));
  }

  /** Writes a size with the largest suffix that divides it: {@code 64KiB}. */
  public static String format(long bytes) {
    if (bytes == 0 || bytes % KIB != 0) {
      return Long.toString(bytes);
    }
    if (bytes % MIB != 0) {
      return bytes / KIB + "KiB";
    }
    return bytes % GIB != 0 ? bytes / MIB + "MiB" : bytes / GIB + "GiB";
  }

  private static long unit(String suffix) {
    if (suffix == null || suffix.equals("b")) {
      return 1;
    }
    if (suffix.equals("kib")) {
      return KIB;
    }
    return suffix.equals("mib") ? MIB : GIB;
  }
}
