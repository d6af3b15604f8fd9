package io.herald.apps.admin;

/** What a node was asked was not done; the message is the one line that is printed. */
public final class NodeException extends Exception {
  private static final long serialVersionUID = 1L;

  NodeException(String problem) {
    super(problem);
  }

  NodeException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
