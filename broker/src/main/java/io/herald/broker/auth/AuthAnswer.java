package io.herald.broker.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectReader;
import com.google.re2j.Pattern;
import io.herald.broker.session.StrictJson;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An auth server's JSON as it comes: unknown keys and the case of keys are ignored, as Go does; a
 * value of a wrong type is not. Stricter than nsqd, where a missing {@code topic} and a null among
 * the regexes match everything: here they make the answer invalid.
 */
record AuthAnswer(
    @JsonProperty("ttl") long ttl,
    @JsonProperty("identity") String identity,
    @JsonProperty("identity_url") String identityUrl,
    @JsonProperty("authorizations") List<Entry> authorizations) {

  /** One element of {@code authorizations}. */
  record Entry(
      @JsonProperty("topic") String topic,
      @JsonProperty("channels") List<String> channels,
      @JsonProperty("permissions") List<String> permissions) {

    private Authorization authorization(RegexSet regexes) throws AuthFailure {
      if (topic == null) {
        throw new AuthFailure("answered with an authorization without topic");
      }
      List<Pattern> patterns = new ArrayList<>();
      for (String channel : orEmpty(channels)) {
        patterns.add(regexes.compile(channel));
      }
      return Authorization.of(regexes.compile(topic), patterns, orEmpty(permissions));
    }
  }

  /** Longer is as good as for ever, and does not overflow a clock of nanoseconds. */
  private static final Duration TTL_MAX = Duration.ofDays(365);

  private static final ObjectReader READER = StrictJson.readerFor(AuthAnswer.class);

  /**
   * Reads an answer.
   *
   * @throws AuthFailure if it is not what an auth server may answer
   */
  static AuthGrant parse(byte[] json) throws AuthFailure {
    AuthAnswer answer;
    try {
      answer = READER.readValue(json);
    } catch (IOException broken) {
      throw notUnderstood(); // without its message: it may quote the answer
    }
    if (answer == null) {
      throw notUnderstood();
    }
    return answer.grant();
  }

  private AuthGrant grant() throws AuthFailure {
    if (ttl <= 0) {
      throw new AuthFailure("answered with a ttl that is not above 0");
    }
    RegexSet regexes = new RegexSet();
    List<Authorization> entries = new ArrayList<>();
    for (Entry entry : orEmpty(authorizations)) {
      entries.add(entry.authorization(regexes));
    }
    return new AuthGrant(
        identity == null ? "" : identity,
        identityUrl == null ? "" : identityUrl,
        Duration.ofSeconds(Math.min(ttl, TTL_MAX.toSeconds())),
        entries);
  }

  /** A missing list is an empty one; a null in a list is nothing an auth server should say. */
  private static <T> List<T> orEmpty(List<T> list) throws AuthFailure {
    if (list == null) {
      return List.of();
    }
    if (list.contains(null)) {
      throw notUnderstood();
    }
    return list;
  }

  private static AuthFailure notUnderstood() {
    return new AuthFailure("answered with JSON that is not an auth server's");
  }
}
