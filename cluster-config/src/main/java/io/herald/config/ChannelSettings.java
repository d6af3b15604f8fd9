package io.herald.config;

import java.util.Map;
import java.util.Optional;

/**
 * What is set for one channel, at run time.
 *
 * @param maxAttempts how often a message is delivered before it goes to the dead-letter topic; 0 =
 *     as often as need be
 * @param deadLetterTopic its name; empty = TOPIC.CHANNEL.dead
 * @param traceOneIn one of so many messages is traced, 0 = none; empty = as the topic says
 */
public record ChannelSettings(
    int maxAttempts, String deadLetterTopic, Optional<Integer> traceOneIn) {
  /** Nothing is set. */
  public static final ChannelSettings DEFAULTS = of(Map.of());

  /** Reads what has been checked by {@link GivenSettings#checkGiven}. */
  public static ChannelSettings of(Map<String, String> values) {
    return new ChannelSettings(
        GivenSettings.value(ChannelKeys.MAX_ATTEMPTS, values),
        GivenSettings.value(ChannelKeys.DEAD_LETTER_TOPIC, values),
        GivenSettings.find(ChannelKeys.TRACE_ONE_IN, values));
  }
}
