package io.herald.lookup.tcp;

/** nsqlookupd's errors in its words; each ends the connection. */
final class LookupError {
  static final String BAD_PROTOCOL = "E_BAD_PROTOCOL";
  static final String NOT_IDENTIFIED = "E_INVALID client must IDENTIFY";
  static final String IDENTIFIED_TWICE = "E_INVALID cannot IDENTIFY again";
  static final String BODY_SIZE_UNREAD = "E_BAD_BODY IDENTIFY failed to read body size";
  static final String BODY_UNREAD = "E_BAD_BODY IDENTIFY failed to read body";
  static final String BODY_UNDECODED = "E_BAD_BODY IDENTIFY failed to decode JSON body";
  static final String BODY_INCOMPLETE = "E_BAD_BODY IDENTIFY missing fields";

  /** Ours: nsqlookupd reads on without limit. */
  static final String LINE_TOO_LONG = "E_INVALID line too long";

  /** Ours: nsqlookupd takes registrations without limit. */
  static final String REGISTRY_FULL = "E_INVALID too many topics and channels";

  private LookupError() {}

  static String invalidCommand(String word) {
    return "E_INVALID invalid command " + word;
  }

  static String tooFewParams(String command) {
    return "E_INVALID " + command + " insufficient number of params";
  }

  static String badTopic(String command, String topic) {
    return "E_BAD_TOPIC " + command + " topic name '" + topic + "' is not valid";
  }

  static String badChannel(String command, String channel) {
    return "E_BAD_CHANNEL " + command + " channel name '" + channel + "' is not valid";
  }

  /** Without the ASCII white space around it, as Go trims; Java's would trim control codes too. */
  static String trimmed(String line) {
    int from = 0;
    int to = line.length();
    while (from < to && isSpace(line.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(line.charAt(to - 1))) {
      to--;
    }
    return line.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
