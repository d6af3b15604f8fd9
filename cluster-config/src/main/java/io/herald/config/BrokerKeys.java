package io.herald.config;

import static io.herald.config.Setting.within;
import static io.herald.config.ValueType.COUNT;
import static io.herald.config.ValueType.DURATION;
import static io.herald.config.ValueType.ENDPOINT;
import static io.herald.config.ValueType.SMALL_SIZE;
import static io.herald.config.ValueType.SWITCH;
import static io.herald.config.ValueType.TEXT;

import java.time.Duration;
import java.util.List;

/** Keys of {@link BrokerSettings} that nsqd has too. */
final class BrokerKeys {
  private static final int PORT_MAX = 65_535;
  private static final int NODE_ID_MAX = 1023;
  private static final int FRAME_BYTES_MAX = 1 << 30;
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration TEN_YEARS = Duration.ofDays(3650);
  private static final Duration MILLI = Duration.ofMillis(1);

  static final Setting<Endpoint> TCP_ADDRESS =
      Setting.of(
              "tcp-address",
              ENDPOINT,
              new Endpoint("0.0.0.0", 4150),
              "Where NSQ clients publish and consume.")
          .asInNsqd();

  static final Setting<String> BROADCAST_ADDRESS =
      Setting.derived(
              "broadcast-address",
              TEXT,
              Host::name,
              "Host name that /lookup tells consumers to connect to (default: the host name).")
          .matching(
              host -> !host.isEmpty() && host.chars().noneMatch(Character::isWhitespace),
              "a host name or an IP address")
          .asInNsqd();

  static final Setting<Integer> BROADCAST_TCP_PORT =
      count(
          "broadcast-tcp-port",
          0,
          PORT_MAX,
          0,
          "TCP port that /lookup tells consumers; 0 = the port bound.");

  static final Setting<Integer> BROADCAST_HTTP_PORT =
      count(
          "broadcast-http-port",
          0,
          PORT_MAX,
          0,
          "HTTP port that /lookup tells consumers; 0 = the port bound.");

  static final Setting<Integer> NODE_ID =
      within(
              0,
              NODE_ID_MAX,
              Setting.derived(
                  "node-id",
                  COUNT,
                  Host::nodeId,
                  "Number of this node, as nsqd has it; Herald's message ids do not need it."))
          .asInNsqd();

  static final Setting<Integer> MEM_QUEUE_SIZE =
      count(
          "mem-queue-size",
          0,
          Integer.MAX_VALUE,
          10_000,
          "Messages an ephemeral topic holds; all others are on disk.");

  static final Setting<Duration> MSG_TIMEOUT =
      time(
          "msg-timeout",
          MILLI,
          YEAR,
          Duration.ofSeconds(60),
          "Time a client has to finish a message before it is delivered again.");

  static final Setting<Duration> MAX_MSG_TIMEOUT =
      time(
          "max-msg-timeout",
          MILLI,
          YEAR,
          Duration.ofMinutes(15),
          "Longest time a message may stay in flight, however often it is touched.");

  static final Setting<Integer> MAX_MSG_SIZE =
      size("max-msg-size", 1, FRAME_BYTES_MAX, 1 << 20, "Largest message body.");

  static final Setting<Integer> MAX_BODY_SIZE =
      size("max-body-size", 1, FRAME_BYTES_MAX, 5 << 20, "Largest body of one command.");

  static final Setting<Duration> MAX_REQ_TIMEOUT =
      time(
          "max-req-timeout",
          Duration.ZERO,
          TEN_YEARS,
          Duration.ofDays(30),
          "Longest delay of a requeue (nsqd: 1h; here delays survive a restart).");

  static final Setting<Duration> MAX_HEARTBEAT_INTERVAL =
      time(
          "max-heartbeat-interval",
          Duration.ofSeconds(1),
          YEAR,
          Duration.ofSeconds(60),
          "Longest time between heartbeats that a client may ask for.");

  static final Setting<Integer> MAX_RDY_COUNT =
      count("max-rdy-count", 1, Integer.MAX_VALUE, 2500, "Largest RDY count of a client.");

  static final Setting<Integer> MAX_OUTPUT_BUFFER_SIZE =
      size(
          "max-output-buffer-size",
          64,
          FRAME_BYTES_MAX,
          64 << 10,
          "Largest output buffer that a client may ask for.");

  static final Setting<Duration> MAX_OUTPUT_BUFFER_TIMEOUT =
      time(
          "max-output-buffer-timeout",
          MILLI,
          YEAR,
          Duration.ofSeconds(30),
          "Longest output buffering that a client may ask for.");

  static final Setting<Duration> MIN_OUTPUT_BUFFER_TIMEOUT =
      time(
          "min-output-buffer-timeout",
          MILLI,
          YEAR,
          Duration.ofMillis(25),
          "Shortest output buffering that a client may ask for.");

  static final Setting<Duration> OUTPUT_BUFFER_TIMEOUT =
      time(
          "output-buffer-timeout",
          MILLI,
          YEAR,
          Duration.ofMillis(250),
          "Output buffering of clients that ask for none in particular.");

  static final Setting<Integer> MAX_CHANNEL_CONSUMERS =
      count(
          "max-channel-consumers",
          0,
          Integer.MAX_VALUE,
          0,
          "Connections that may subscribe to one channel; 0 = no limit.");

  static final Setting<Boolean> SNAPPY =
      Setting.of("snappy", SWITCH, true, "Let clients negotiate snappy compression.").asInNsqd();

  static final Setting<Boolean> DEFLATE =
      Setting.of("deflate", SWITCH, true, "Let clients negotiate deflate compression.").asInNsqd();

  static final Setting<Integer> MAX_DEFLATE_LEVEL =
      count("max-deflate-level", 1, 9, 6, "Highest deflate level a client may negotiate.");

  static final List<Setting<?>> ALL =
      List.of(
          TCP_ADDRESS,
          BROADCAST_ADDRESS,
          BROADCAST_TCP_PORT,
          BROADCAST_HTTP_PORT,
          NODE_ID,
          MEM_QUEUE_SIZE,
          MSG_TIMEOUT,
          MAX_MSG_TIMEOUT,
          MAX_MSG_SIZE,
          MAX_BODY_SIZE,
          MAX_REQ_TIMEOUT,
          MAX_HEARTBEAT_INTERVAL,
          MAX_RDY_COUNT,
          MAX_OUTPUT_BUFFER_SIZE,
          MAX_OUTPUT_BUFFER_TIMEOUT,
          MIN_OUTPUT_BUFFER_TIMEOUT,
          OUTPUT_BUFFER_TIMEOUT,
          MAX_CHANNEL_CONSUMERS,
          SNAPPY,
          DEFLATE,
          MAX_DEFLATE_LEVEL);

  private BrokerKeys() {}

  private static Setting<Integer> count(
      String name, int least, int most, int fallback, String description) {
    return within(least, most, Setting.of(name, COUNT, fallback, description)).asInNsqd();
  }

  private static Setting<Integer> size(
      String name, int least, int most, int fallback, String description) {
    return within(least, most, Setting.of(name, SMALL_SIZE, fallback, description)).asInNsqd();
  }

  private static Setting<Duration> time(
      String name, Duration least, Duration most, Duration fallback, String description) {
    return within(least, most, Setting.of(name, DURATION, fallback, description)).asInNsqd();
  }
}
