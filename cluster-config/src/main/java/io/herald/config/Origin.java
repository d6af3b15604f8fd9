package io.herald.config;

/**
 * Where a value came from.
 *
 * @param kind the source; its order is its precedence, highest first
 * @param place file and line of a file's key; empty otherwise
 */
public record Origin(Kind kind, String place) {
  /** Sources, highest precedence first. */
  public enum Kind {
    FLAG("flag"),
    ENVIRONMENT("environment"),
    CONFIG_FILE("config file"),
    NSQD_FILE("nsqd file"),
    DEFAULT("default");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  static final Origin FLAG = new Origin(Kind.FLAG, "");
  static final Origin ENVIRONMENT = new Origin(Kind.ENVIRONMENT, "");
  static final Origin DEFAULT = new Origin(Kind.DEFAULT, "");

  /** A line of a file; line numbers below 1 are unknown and left out. */
  static Origin file(Kind kind, String file, int line) {
    return new Origin(kind, line < 1 ? file : file + ":" + line);
  }

  @Override
  public String toString() {
    return place.isEmpty() ? kind.title : kind.title + " " + place;
  }
}
