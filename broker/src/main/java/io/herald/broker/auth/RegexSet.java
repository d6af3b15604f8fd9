package io.herald.broker.auth;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.HashMap;
import java.util.Map;

/**
 * The regexes of one answer, compiled once each. They are Go's (RE2), so that matching takes linear
 * time whatever they are. What RE2 does not bound is bounded here before compiling: counted
 * repetitions multiply the program, {@code ((a{1000}){1000}){1000}} would fill any heap, and
 * matching recurses once for each operator that needs no input.
 *
 * <p>The estimates never come out too small. They take what stands in a character class or behind a
 * backslash for operators, and repetitions side by side for nested ones.
 */
final class RegexSet {
  /** Characters of one regex. */
  static final int LENGTH_MAX = 16 * 1024;

  /** Opening parentheses of one regex. */
  static final int GROUPS_MAX = 250;

  /** Operators of one regex, repetitions written out. */
  static final int OPERATORS_MAX = 4096;

  /** Characters of all different regexes, repetitions written out. */
  static final int CHARACTERS_MAX = 1 << 20;

  /** What a regex takes beside its characters, and a Unicode class in place of its own. */
  private static final int REGEX_CHARACTERS = 64;

  private static final int UNICODE_CLASS_CHARACTERS = 256;

  /** RE2 refuses larger ones. */
  private static final int REPEAT_MAX = 1000;

  private final Map<String, Pattern> patterns = new HashMap<>();
  private long characters;

  /**
   * Compiles a regex, unless it was in this answer before.
   *
   * @throws AuthFailure if it is invalid or too large
   */
  Pattern compile(String regex) throws AuthFailure {
    Pattern known = patterns.get(regex);
    if (known != null) {
      return known;
    }
    measure(regex);
    try {
      Pattern pattern = Pattern.compile(regex);
      patterns.put(regex, pattern);
      return pattern;
    } catch (PatternSyntaxException invalid) {
      throw new AuthFailure("answered with an invalid regex");
    }
  }

  private void measure(String regex) throws AuthFailure {
    long groups = 0;
    long operators = 0;
    long unicodeClasses = 0;
    long factor = 1;
    for (int at = 0; at < regex.length(); at++) {
      char before = at == 0 ? 0 : regex.charAt(at - 1);
      switch (regex.charAt(at)) {
        case '(' -> groups++;
        case '?', '*', '+', '|' -> operators++;
        case 'p', 'P' -> unicodeClasses += before == '\\' ? 1 : 0;
        case '{' -> {
          long repeats = repeats(regex, at);
          if (before == ')' || before == 'E') { // a group, or a group with \Q\E behind it
            factor = Math.min(CHARACTERS_MAX, factor * repeats);
          } else {
            operators += repeats;
          }
        }
        default -> {} // takes its place and no more
      }
    }
    characters +=
        (regex.length() + operators) * factor
            + REGEX_CHARACTERS
            + unicodeClasses * UNICODE_CLASS_CHARACTERS;
    if (regex.length() > LENGTH_MAX
        || groups > GROUPS_MAX
        || operators * factor > OPERATORS_MAX
        || characters > CHARACTERS_MAX) {
      throw new AuthFailure("answered with regexes that are too large");
    }
  }

  /** The larger number of <code>{n,m}</code> at {@code open}; 1 if there is none. */
  private static long repeats(String regex, int open) {
    long largest = 1;
    long number = 0;
    for (int at = open + 1; at < regex.length(); at++) {
      char next = regex.charAt(at);
      if (next >= '0' && next <= '9') {
        number = Math.min(REPEAT_MAX + 1, 10 * number + next - '0');
        largest = Math.max(largest, number);
      } else if (next == ',') {
        number = 0;
      } else {
        break;
      }
    }
    return largest;
  }
}
