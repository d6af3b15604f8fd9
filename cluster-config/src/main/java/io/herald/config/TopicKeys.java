package io.herald.config;

import static io.herald.config.Setting.within;

import java.time.Duration;
import java.util.List;

/** Settings of one topic. */
final class TopicKeys {
  private static final int ONE_IN_MAX = 1_000_000_000;
  private static final Duration AGE_MAX = Duration.ofDays(36_500);
  private static final long BYTES_MAX = 1L << 50;

  static final Setting<Duration> RETENTION_AGE =
      within(
          Duration.ZERO,
          AGE_MAX,
          Setting.of(
              "retention-age",
              ValueType.DURATION,
              Duration.ZERO,
              "How long finished messages are kept; not given, as the node says."));

  static final Setting<Long> RETENTION_BYTES =
      within(
          0L,
          BYTES_MAX,
          Setting.of(
              "retention-bytes",
              ValueType.SIZE,
              0L,
              "Finished messages go while a partition has so much; not given, as the node says."));

  static final Setting<Long> LIMIT_BYTES =
      within(
          0L,
          BYTES_MAX,
          Setting.of(
              "limit-bytes",
              ValueType.SIZE,
              0L,
              "What a partition may take on disk before when-full holds; 0 = as the node says."));

  static final Setting<WhenFull> WHEN_FULL =
      Setting.of(
          "when-full",
          ValueType.words(WhenFull.class),
          WhenFull.REJECT,
          "At limit-bytes: refuse publishes, or drop the oldest messages though unfinished.");

  static final Setting<Duration> TTL =
      within(
          Duration.ZERO,
          AGE_MAX,
          Setting.of(
              "ttl",
              ValueType.DURATION,
              Duration.ZERO,
              "How long after publishing a message is still delivered; 0 = for ever."));

  static final Setting<Integer> TRACE_ONE_IN =
      within(
          0,
          ONE_IN_MAX,
          Setting.of(
              "trace-one-in",
              ValueType.COUNT,
              0,
              "One of so many messages is traced in every channel; 1 = all, 0 = none."));

  static final List<Setting<?>> ALL =
      List.of(RETENTION_AGE, RETENTION_BYTES, LIMIT_BYTES, WHEN_FULL, TTL, TRACE_ONE_IN);

  private TopicKeys() {}
}
