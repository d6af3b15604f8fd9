package io.herald.config;

/** How HTTP callers prove who they are. */
public enum HttpAuth {
  /** Not at all, as in nsqd: everybody may do everything. */
  NONE,
  /** With a bearer token whose hash stands in {@code --http-auth-file}. */
  TOKEN,
  /** With a client certificate whose subject stands in {@code --http-auth-file}; HTTPS only. */
  CERTIFICATE
}
