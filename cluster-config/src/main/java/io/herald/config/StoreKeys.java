package io.herald.config;

import static io.herald.config.Setting.within;
import static io.herald.config.ValueType.DURATION;
import static io.herald.config.ValueType.SIZE;
import static io.herald.config.ValueType.SMALL_SIZE;

import java.time.Duration;
import java.util.List;

/** Keys of {@link StoreSettings}. */
final class StoreKeys {
  private static final long MIB = 1L << 20;

  static final Setting<StoreKind> STORE =
      Setting.of(
          "store",
          ValueType.words(StoreKind.class),
          StoreKind.EMBEDDED,
          "Where messages are kept: files of this node, or Cassandra.");

  static final Setting<Durability> DURABILITY =
      Setting.of(
          "durability",
          ValueType.words(Durability.class),
          Durability.POWER,
          "When OK is sent: power = after fsync; process = once written, fsync later.");

  static final Setting<Duration> SYNC_INTERVAL =
      within(
          Duration.ofMillis(10),
          Duration.ofMinutes(1),
          Setting.of(
              "sync-interval",
              DURATION,
              Duration.ofSeconds(1),
              "Longest time without fsync under --durability process."));

  static final Setting<Long> SEGMENT_BYTES =
      within(
          MIB,
          1024 * MIB,
          Setting.of(
              "segment-bytes", SIZE, 64 * MIB, "Size of a segment of a topic's message log."));

  static final Setting<Integer> EVENT_BYTES_MAX =
      within(
          4 << 10,
          16 << 20,
          Setting.of(
              "event-bytes-max",
              SMALL_SIZE,
              192 << 10,
              "Messages written as one event, unless a single one is larger."));

  static final Setting<Duration> CURSOR_FLUSH_INTERVAL =
      within(
          Duration.ofMillis(1),
          Duration.ofMinutes(1),
          Setting.of(
              "cursor-flush-interval",
              DURATION,
              Duration.ofMillis(100),
              "Longest time a FIN waits to become durable."));

  static final Setting<Duration> RETENTION_AGE =
      within(
          Duration.ZERO,
          Duration.ofDays(36_500),
          Setting.of(
              "retention-age",
              DURATION,
              Duration.ofDays(3),
              "How long finished messages are kept; unfinished ones are kept until read."));

  static final Setting<Long> RETENTION_BYTES =
      within(
          0L,
          1L << 50,
          Setting.of(
              "retention-bytes",
              SIZE,
              0L,
              "Bound of a topic on disk: publishing beyond it is refused; 0 = none."));

  static final Setting<Duration> RETENTION_CHECK_INTERVAL =
      within(
          Duration.ofMillis(100),
          Duration.ofDays(1),
          Setting.of(
              "retention-check-interval",
              DURATION,
              Duration.ofSeconds(60),
              "How often old segments are looked for."));

  static final List<Setting<?>> ALL =
      List.of(
          STORE,
          DURABILITY,
          SYNC_INTERVAL,
          SEGMENT_BYTES,
          EVENT_BYTES_MAX,
          CURSOR_FLUSH_INTERVAL,
          RETENTION_AGE,
          RETENTION_BYTES,
          RETENTION_CHECK_INTERVAL);

  private StoreKeys() {}
}
