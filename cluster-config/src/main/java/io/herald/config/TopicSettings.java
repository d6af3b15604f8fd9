package io.herald.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is set for one topic, at run time.
 *
 * @param retentionAge how long finished messages are kept; empty = as the node says
 * @param retentionBytes bound beyond which finished messages go; empty = as the node says, 0 = none
 * @param limitBytes bound beyond which {@code whenFull} holds; 0 = none
 * @param ttl how long after publishing a message is still delivered; zero = for ever
 * @param traceOneIn one of so many messages is traced; 0 = none
 */
public record TopicSettings(
    Optional<Duration> retentionAge,
    Optional<Long> retentionBytes,
    long limitBytes,
    WhenFull whenFull,
    Duration ttl,
    int traceOneIn) {
  /** Nothing is set. */
  public static final TopicSettings DEFAULTS = of(Map.of());

  /** Reads what has been checked by {@link GivenSettings#checkGiven}. */
  public static TopicSettings of(Map<String, String> values) {
    return new TopicSettings(
        GivenSettings.find(TopicKeys.RETENTION_AGE, values),
        GivenSettings.find(TopicKeys.RETENTION_BYTES, values),
        GivenSettings.value(TopicKeys.LIMIT_BYTES, values),
        GivenSettings.value(TopicKeys.WHEN_FULL, values),
        GivenSettings.value(TopicKeys.TTL, values),
        GivenSettings.value(TopicKeys.TRACE_ONE_IN, values));
  }
}
