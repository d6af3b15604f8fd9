package io.herald.config;

import static io.herald.config.Setting.within;
import static io.herald.config.ValueType.COUNT;
import static io.herald.config.ValueType.DURATION;
import static io.herald.config.ValueType.SWITCH;
import static io.herald.config.ValueType.TEXT;

import java.time.Duration;
import java.util.List;

/** Keys of {@link StatsdSettings}. */
final class StatsdKeys {
  private static final int UDP_BYTES_MAX = 65_507;

  static final Setting<String> STATSD_ADDRESS =
      Setting.of("statsd-address", TEXT, "", "UDP host:port of a statsd server to push to.")
          .matching(
              address -> address.isEmpty() || address.matches("\\S+:\\d{1,5}"),
              "host:port, or empty")
          .asInNsqd();

  static final Setting<String> STATSD_PREFIX =
      Setting.of(
              "statsd-prefix",
              TEXT,
              "nsq.%s",
              "Text before each name; %s becomes this node's address.")
          .asInNsqd();

  static final Setting<Duration> STATSD_INTERVAL =
      within(
              Duration.ofMillis(100),
              Duration.ofDays(1),
              Setting.of(
                  "statsd-interval", DURATION, Duration.ofSeconds(60), "Time between two pushes."))
          .asInNsqd();

  static final Setting<Boolean> STATSD_MEM_STATS =
      Setting.of("statsd-mem-stats", SWITCH, true, "Push memory and garbage collection, too.")
          .asInNsqd();

  static final Setting<Integer> STATSD_UDP_PACKET_SIZE =
      within(
              1,
              UDP_BYTES_MAX,
              Setting.of(
                  "statsd-udp-packet-size", COUNT, 508, "Bytes of a packet; lines are not cut."))
          .asInNsqd();

  static final Setting<Boolean> STATSD_EXCLUDE_EPHEMERAL =
      Setting.of(
              "statsd-exclude-ephemeral", SWITCH, false, "Leave ephemeral topics and channels out.")
          .asInNsqd();

  static final List<Setting<?>> ALL =
      List.of(
          STATSD_ADDRESS,
          STATSD_PREFIX,
          STATSD_INTERVAL,
          STATSD_MEM_STATS,
          STATSD_UDP_PACKET_SIZE,
          STATSD_EXCLUDE_EPHEMERAL);

  private StatsdKeys() {}
}
