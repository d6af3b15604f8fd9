package io.herald.config;

import java.time.Duration;
import java.util.List;

/**
 * The auth servers that AUTH asks.
 *
 * @param authHttpAddress each {@code host:port} or a URL; empty: AUTH is off
 * @param authHttpRequestMethod how they are asked
 * @param httpClientConnectTimeout how long to wait for a connection
 * @param httpClientRequestTimeout how long to wait for an answer, from the first byte to the last
 * @param authMaxRequests questions that are out at once; more wait
 * @param maxAuthSecretSize bytes of a client's secret at most
 * @param maxAuthAnswerSize bytes of an auth server's answer at most
 */
public record AuthSettings(
    List<String> authHttpAddress,
    AuthRequestMethod authHttpRequestMethod,
    Duration httpClientConnectTimeout,
    Duration httpClientRequestTimeout,
    int authMaxRequests,
    int maxAuthSecretSize,
    int maxAuthAnswerSize) {
  public AuthSettings {
    authHttpAddress = List.copyOf(authHttpAddress);
  }

  /** Whether clients must AUTH before they publish or subscribe. */
  public boolean isEnabled() {
    return !authHttpAddress.isEmpty();
  }
}
