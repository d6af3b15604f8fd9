package io.herald.http.access;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * One line of the file. Fields are separated by blanks; one with blanks in it stands in double
 * quotes.
 *
 * <pre>
 * NAME  sha256:HASH | cn:COMMON-NAME | dn:DISTINGUISHED-NAME  ROLE[,ROLE...]  [TOPIC-REGEX ...]
 * </pre>
 *
 * @param caller who it is about
 * @param credential what he proves himself with, kind and value
 */
record CallerLine(Caller caller, String credential) {
  static final String COMMON_NAME_PREFIX = "cn:";
  static final String DISTINGUISHED_NAME_PREFIX = "dn:";

  private static final java.util.regex.Pattern FIELD =
      java.util.regex.Pattern.compile("\\G\\s*(?:\"([^\"]*)\"|([^\\s\"]+))(?=\\s|$)");
  private static final java.util.regex.Pattern NAME =
      java.util.regex.Pattern.compile("[\\w.@:/-]{1,100}");
  private static final int FIELDS_MIN = 3;
  private static final List<String> KINDS =
      List.of(BearerToken.HASH_PREFIX, COMMON_NAME_PREFIX, DISTINGUISHED_NAME_PREFIX);

  /** Whether a line says nothing: empty, or a comment. */
  static boolean isBlank(String line) {
    return line.isBlank() || line.stripLeading().startsWith("#");
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with what is wrong; never with the credential
   */
  static CallerLine parse(String line) {
    List<String> fields = fields(line);
    if (fields.size() < FIELDS_MIN) {
      throw new IllegalArgumentException("needs a name, a credential and roles");
    }
    String name = fields.get(0);
    if (!isName(name)) {
      throw new IllegalArgumentException("the name may have letters, digits and . _ @ : / - only");
    }
    String credential = fields.get(1);
    if (KINDS.stream().noneMatch(credential::startsWith)) {
      throw new IllegalArgumentException(
          "the second field must begin with sha256:, cn: or dn: (herald token makes such lines)");
    }
    List<Pattern> topics =
        fields.subList(FIELDS_MIN, fields.size()).stream().map(CallerLine::topics).toList();
    return new CallerLine(new Caller(name, roles(fields.get(2)), topics), credential);
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    Matcher matcher = FIELD.matcher(line.strip());
    int end = 0;
    while (matcher.find()) {
      fields.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
      end = matcher.end();
    }
    if (end < line.strip().length()) {
      throw new IllegalArgumentException("has a double quote that belongs to no other");
    }
    return fields;
  }

  static Set<Role> roles(String words) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : words.split(",", -1)) {
      roles.add(
          Role.parse(word)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "roles must be publish, read, admin, or several with commas between")));
    }
    return roles;
  }

  static Pattern topics(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException("not a regular expression: " + regex, wrong);
    }
  }
}
