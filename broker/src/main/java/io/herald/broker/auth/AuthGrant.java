package io.herald.broker.auth;

import java.time.Duration;
import java.util.List;

/**
 * What an auth server lets a client do, and for how long.
 *
 * @param identity who the client is, for people; may be empty
 * @param identityUrl where to read more of it; may be empty
 * @param ttl how long the answer may be relied on; above zero, at most a year
 * @param authorizations the entries; each allows what it allows, whatever the others say
 */
public record AuthGrant(
    String identity, String identityUrl, Duration ttl, List<Authorization> authorizations) {
  public AuthGrant {
    authorizations = List.copyOf(authorizations);
  }

  /** Whether the client may publish to {@code topic}. */
  public boolean allowsPublish(String topic) {
    return authorizations.stream().anyMatch(entry -> entry.allowsPublish(topic));
  }

  /** Whether the client may subscribe to {@code channel} of {@code topic}. */
  public boolean allowsSubscribe(String topic, String channel) {
    return authorizations.stream().anyMatch(entry -> entry.allowsSubscribe(topic, channel));
  }

  /** How many entries there are; what nsqd calls {@code permission_count}. */
  public int permissionCount() {
    return authorizations.size();
  }
}
