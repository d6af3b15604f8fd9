package io.herald.config;

import static io.herald.config.Setting.within;
import static io.herald.config.ValueType.COUNT;
import static io.herald.config.ValueType.DURATION;
import static io.herald.config.ValueType.SMALL_SIZE;
import static io.herald.config.ValueType.TEXT;

import java.time.Duration;
import java.util.List;

/** Keys of {@link AuthSettings}. */
final class AuthKeys {
  private static final Duration HOUR = Duration.ofHours(1);

  static final Setting<List<String>> AUTH_HTTP_ADDRESS =
      Setting.of(
              "auth-http-address",
              ValueType.listOf(TEXT),
              List.<String>of(),
              "Auth server, host:port or URL: clients must AUTH; may be repeated.")
          .asInNsqd();

  static final Setting<AuthRequestMethod> AUTH_HTTP_REQUEST_METHOD =
      Setting.of(
              "auth-http-request-method",
              ValueType.words(AuthRequestMethod.class),
              AuthRequestMethod.GET,
              "How auth servers are asked.")
          .asInNsqd();

  static final Setting<Duration> HTTP_CLIENT_CONNECT_TIMEOUT =
      time("http-client-connect-timeout", 2, "Longest wait for a connection to an auth server.");

  static final Setting<Duration> HTTP_CLIENT_REQUEST_TIMEOUT =
      time("http-client-request-timeout", 5, "Longest wait for the answer of an auth server.");

  static final Setting<Integer> AUTH_MAX_REQUESTS =
      within(
          1,
          10_000,
          Setting.of(
              "auth-max-requests", COUNT, 64, "Questions to auth servers at once; more wait."));

  static final Setting<Integer> MAX_AUTH_SECRET_SIZE =
      within(
          1,
          16 << 20,
          Setting.of(
              "max-auth-secret-size", SMALL_SIZE, 64 << 10, "Longest secret a client may send."));

  static final Setting<Integer> MAX_AUTH_ANSWER_SIZE =
      within(
          1 << 10,
          64 << 20,
          Setting.of(
              "max-auth-answer-size",
              SMALL_SIZE,
              1 << 20,
              "Longest answer of an auth server; a longer one is a failure."));

  static final List<Setting<?>> ALL =
      List.of(
          AUTH_HTTP_ADDRESS,
          AUTH_HTTP_REQUEST_METHOD,
          HTTP_CLIENT_CONNECT_TIMEOUT,
          HTTP_CLIENT_REQUEST_TIMEOUT,
          AUTH_MAX_REQUESTS,
          MAX_AUTH_SECRET_SIZE,
          MAX_AUTH_ANSWER_SIZE);

  private AuthKeys() {}

  private static Setting<Duration> time(String name, int seconds, String description) {
    return within(
            Duration.ofMillis(1),
            HOUR,
            Setting.of(name, DURATION, Duration.ofSeconds(seconds), description))
        .asInNsqd();
  }
}
