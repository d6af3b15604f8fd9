package io.herald.multijvm;

import java.util.Set;

/** The error codes that a client of protocol V2 may have to expect. */
public final class ErrorCodes {
  private static final Set<String> DOCUMENTED =
      Set.of(
          "E_INVALID",
          "E_BAD_BODY",
          "E_BAD_TOPIC",
          "E_BAD_CHANNEL",
          "E_BAD_MESSAGE",
          "E_BAD_PROTOCOL",
          "E_IDENTIFY_FAILED",
          "E_AUTH_DISABLED",
          "E_SUB_FAILED",
          "E_PUB_FAILED",
          "E_MPUB_FAILED",
          "E_DPUB_FAILED",
          "E_FIN_FAILED",
          "E_REQ_FAILED",
          "E_TOUCH_FAILED");

  private ErrorCodes() {}

  /** True for a code that clients know, such as {@code E_BAD_TOPIC}. */
  public static boolean isDocumented(String code) {
    return DOCUMENTED.contains(code);
  }
}
