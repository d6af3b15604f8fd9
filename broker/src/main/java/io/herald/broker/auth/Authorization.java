package io.herald.broker.auth;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * One entry of an auth server's answer: what may be done with the topics that a regex finds itself
 * in. Regexes are not anchored, as in nsqd: {@code orders} also allows {@code old-orders}.
 */
public final class Authorization {
  private static final String PUBLISH = "publish";
  private static final String SUBSCRIBE = "subscribe";

  private final Pattern topic;
  private final List<Pattern> channels;
  private final boolean publishes;
  private final boolean subscribes;

  private Authorization(
      Pattern topic, List<Pattern> channels, boolean publishes, boolean subscribes) {
    this.topic = topic;
    this.channels = channels;
    this.publishes = publishes;
    this.subscribes = subscribes;
  }

  /**
   * An entry with its regexes compiled.
   *
   * @throws AuthFailure if a permission is unknown
   */
  static Authorization of(Pattern topic, List<Pattern> channels, List<String> permissions)
      throws AuthFailure {
    for (String permission : permissions) {
      if (!permission.equals(PUBLISH) && !permission.equals(SUBSCRIBE)) {
        throw new AuthFailure("answered with an unknown permission");
      }
    }
    // nsqd looks for the channel "" when it is asked about publishing
    boolean publishes = permissions.contains(PUBLISH) && matchesAny(channels, "");
    return new Authorization(
        topic, List.copyOf(channels), publishes, permissions.contains(SUBSCRIBE));
  }

  /** Whether this entry lets a client publish to {@code topicName}. */
  public boolean allowsPublish(String topicName) {
    return publishes && topic.matcher(topicName).find();
  }

  /** Whether this entry lets a client subscribe to {@code channelName} of {@code topicName}. */
  public boolean allowsSubscribe(String topicName, String channelName) {
    return subscribes && topic.matcher(topicName).find() && matchesAny(channels, channelName);
  }

  private static boolean matchesAny(List<Pattern> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
  }
}
