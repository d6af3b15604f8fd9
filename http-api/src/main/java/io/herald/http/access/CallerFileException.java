package io.herald.http.access;

/** A file of callers cannot be used; the message says where and why, but nothing of what it has. */
public final class CallerFileException extends Exception {
  private static final long serialVersionUID = 1L;

  CallerFileException(String message) {
    super(message);
  }
}
