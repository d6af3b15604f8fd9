package io.herald.broker.auth;

/**
 * An auth server has not answered, or not as it should. The reason is made of words of this package
 * only: nothing that a client or a server sent gets into it.
 */
public final class AuthFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A failure for a log line.
   *
   * @param reason half a sentence, without secrets
   */
  public AuthFailure(String reason) {
    super(reason, null, false, false);
  }
}
