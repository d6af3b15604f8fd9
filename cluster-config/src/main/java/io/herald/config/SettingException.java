package io.herald.config;

/** A setting that stops the start. Its message is one line for the operator: key, value, range. */
public final class SettingException extends RuntimeException {
  public SettingException(String message) {
    super(oneLine(message));
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*[\\r\\n]+\\s*", " ").strip();
  }
}
