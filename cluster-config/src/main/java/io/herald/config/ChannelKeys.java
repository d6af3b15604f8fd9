package io.herald.config;

import static io.herald.config.Setting.within;

import java.util.List;
import java.util.regex.Pattern;

/** Settings of one channel. */
final class ChannelKeys {
  private static final int ONE_IN_MAX = 1_000_000_000;

  /** Attempts are 16 bits on the wire. */
  private static final int ATTEMPTS_MAX = 65_535;

  private static final Pattern DURABLE_TOPIC = Pattern.compile("[.a-zA-Z0-9_-]{1,64}");

  static final Setting<Integer> MAX_ATTEMPTS =
      within(
          0,
          ATTEMPTS_MAX,
          Setting.of(
              "max-attempts",
              ValueType.COUNT,
              0,
              "Deliveries after which a message goes to the dead-letter topic; 0 = never."));

  static final Setting<String> DEAD_LETTER_TOPIC =
      Setting.of(
              "dead-letter-topic",
              ValueType.TEXT,
              "",
              "Where messages go that were delivered too often; not given, TOPIC.CHANNEL.dead.")
          .matching(
              name -> DURABLE_TOPIC.matcher(name).matches(),
              "a topic's name: 1 to 64 letters, digits, dots, dashes and underscores");

  static final Setting<Integer> TRACE_ONE_IN =
      within(
          0,
          ONE_IN_MAX,
          Setting.of(
              "trace-one-in",
              ValueType.COUNT,
              0,
              "One of so many messages is traced; 1 = all, 0 = none; not given, as the topic says."));

  static final List<Setting<?>> ALL = List.of(MAX_ATTEMPTS, DEAD_LETTER_TOPIC, TRACE_ONE_IN);

  private ChannelKeys() {}
}
