package io.herald.config;

import static io.herald.config.Setting.within;
import static io.herald.config.ValueType.COUNT;
import static io.herald.config.ValueType.DURATION;
import static io.herald.config.ValueType.SIZE;
import static io.herald.config.ValueType.SMALL_SIZE;

import java.time.Duration;
import java.util.List;

/** Keys of {@link BrokerSettings} that nsqd does not have: bounds of memory, threads and waits. */
final class FlowKeys {
  private static final int SMALL_SIZE_MAX = 1 << 30;
  private static final long SIZE_MAX = 1L << 40;

  /** All of them are one row in Cassandra, 20 bytes each, which takes 16 MiB. */
  private static final int PUBLISH_KEYS_LIMIT = 500_000;

  static final Setting<Duration> MAX_DEFER_TIMEOUT =
      within(
          Duration.ZERO,
          Duration.ofDays(3650),
          Setting.of(
              "max-defer-timeout",
              DURATION,
              Duration.ofDays(30),
              "Longest delay of a deferred publish (nsqd: its max-req-timeout)."));

  static final Setting<Integer> MAX_UNACKNOWLEDGED_PUBLISH_BYTES =
      within(
          1 << 10,
          SMALL_SIZE_MAX,
          Setting.of(
              "max-unacknowledged-publish-bytes",
              SMALL_SIZE,
              1 << 20,
              "A connection is not read while more than this awaits its OK."));

  static final Setting<Long> PUBLISH_BUDGET_BYTES =
      within(
              0L,
              SIZE_MAX,
              Setting.of(
                  "publish-budget-bytes",
                  SIZE,
                  0L,
                  "The same bound for all connections together; 0 = an eighth of the heap."))
          .zeroMeaning(() -> Host.heapBytes() / 8);

  static final Setting<Integer> MAX_UNDELIVERED_BYTES =
      within(
          1 << 10,
          SMALL_SIZE_MAX,
          Setting.of(
              "max-undelivered-bytes",
              SMALL_SIZE,
              256 << 10,
              "Deliveries to a connection pause while more than this is unsent."));

  static final Setting<Long> TAIL_CACHE_BYTES =
      within(
              0L,
              SIZE_MAX,
              Setting.of(
                  "tail-cache-bytes",
                  SIZE,
                  0L,
                  "Newest messages kept in memory, node-wide; 0 = a sixteenth of the heap."))
          .zeroMeaning(() -> Host.heapBytes() / 16);

  static final Setting<Integer> MAX_DEFERRED_PER_CHANNEL =
      within(
          1,
          Integer.MAX_VALUE,
          Setting.of(
              "max-deferred-per-channel",
              COUNT,
              1_000_000,
              "Deferred messages a channel holds before it refuses more."));

  static final Setting<Integer> TRACE_ENTRIES_MAX =
      within(
          100,
          1_000_000,
          Setting.of(
              "trace-entries-max",
              COUNT,
              10_000,
              "What is kept of traced messages, per channel and partition; the oldest go first."));
  static final Setting<Duration> PUBLISH_KEY_WINDOW =
      within(
          Duration.ZERO,
          Duration.ofDays(30),
          Setting.of(
              "publish-key-window",
              DURATION,
              Duration.ofMinutes(10),
              "How long a publish key is remembered, so that a repeat is not stored; 0 = never."));

  static final Setting<Integer> PUBLISH_KEYS_MAX =
      within(
          1,
          PUBLISH_KEYS_LIMIT,
          Setting.of(
              "publish-keys-max",
              COUNT,
              100_000,
              "Publish keys that a partition remembers before it forgets the oldest."));

  static final Setting<Integer> LOOPS =
      within(
              0,
              256,
              Setting.of("loops", COUNT, 0, "Event loops; 0 = half the cores, at least one."))
          .zeroMeaning(() -> Math.max(1, Host.cores() / 2));

  static final Setting<Duration> TASK_QUANTUM =
      within(
          Duration.ofMillis(1),
          Duration.ofSeconds(1),
          Setting.of(
              "task-quantum",
              DURATION,
              Duration.ofMillis(2),
              "Time an event loop gives to tasks before it looks at sockets again."));

  static final Setting<Duration> DRAIN_TIMEOUT =
      within(
          Duration.ZERO,
          Duration.ofMinutes(10),
          Setting.of(
              "drain-timeout",
              DURATION,
              Duration.ofSeconds(8),
              "Longest time a stopping node waits for clients and disk."));

  static final Setting<Integer> MAX_CONNECTIONS =
      within(
          0,
          Integer.MAX_VALUE,
          Setting.of(
              "max-connections",
              COUNT,
              20_000,
              "NSQ clients connected at once; one more gets an error. 0 = no limit."));

  static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      within(
          0,
          Integer.MAX_VALUE,
          Setting.of(
              "max-connections-per-address",
              COUNT,
              0,
              "The same bound for each remote IP, on each port; 0 = no limit."));

  static final Setting<Integer> MAX_LINE_SIZE =
      within(
          128,
          64 << 10,
          Setting.of(
              "max-line-size",
              SMALL_SIZE,
              16 << 10,
              "Longest command line; a longer one closes the connection (nsqd: 16KiB)."));

  static final Setting<Duration> FIRST_COMMAND_TIMEOUT =
      within(
          Duration.ofMillis(100),
          Duration.ofHours(1),
          Setting.of(
              "first-command-timeout",
              DURATION,
              Duration.ofSeconds(30),
              "Time a new connection has for its first whole command or HTTP request."));

  static final Setting<Duration> TLS_HANDSHAKE_TIMEOUT =
      within(
          Duration.ofMillis(100),
          Duration.ofMinutes(10),
          Setting.of(
              "tls-handshake-timeout",
              DURATION,
              Duration.ofSeconds(5),
              "Time a client has for its TLS handshake."));

  static final List<Setting<?>> ALL =
      List.of(
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_ADDRESS,
          MAX_LINE_SIZE,
          FIRST_COMMAND_TIMEOUT,
          TLS_HANDSHAKE_TIMEOUT,
          MAX_DEFER_TIMEOUT,
          MAX_UNACKNOWLEDGED_PUBLISH_BYTES,
          PUBLISH_BUDGET_BYTES,
          MAX_UNDELIVERED_BYTES,
          TAIL_CACHE_BYTES,
          MAX_DEFERRED_PER_CHANNEL,
          TRACE_ENTRIES_MAX,
          PUBLISH_KEY_WINDOW,
          PUBLISH_KEYS_MAX,
          LOOPS,
          TASK_QUANTUM,
          DRAIN_TIMEOUT);

  private FlowKeys() {}
}
