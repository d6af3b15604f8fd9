package io.herald.benchmarks;

import java.util.concurrent.ExecutionException;

/** A load that has no figure: a message was lost or came twice, or the broker did not answer. */
final class LoadFailedException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says which load failed, on which broker, and why. */
  LoadFailedException(String load, Target target, Throwable cause) {
    super(load + " on " + target.name() + ": " + reason(cause), cause);
  }

  private static String reason(Throwable cause) {
    if (cause instanceof ExecutionException && cause.getCause() != null) {
      return reason(cause.getCause());
    }
    return cause instanceof IllegalStateException ? cause.getMessage() : cause.toString();
  }
}
