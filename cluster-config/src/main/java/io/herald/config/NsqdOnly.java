package io.herald.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A flag of nsqd that this version knows and does not carry out. Those that only tune are accepted
 * with a warning; those that promise something stop the start, because ignoring them would be found
 * out too late.
 *
 * @param name nsqd's flag without dashes
 * @param isSwitch whether the flag stands without a value
 * @param stops whether it stops the start
 * @param why half a sentence for the operator
 */
record NsqdOnly(String name, boolean isSwitch, boolean stops, String why) {
  private static final Set<String> HARMLESS = Set.of("", "false", "[]");

  private static final String NO_E2E = "this version does not measure end-to-end latency";
  private static final String NO_SCAN = "deadlines are not found by scanning queues";
  private static final String NO_TOPOLOGY = "this version does not know topologies";

  private static final List<NsqdOnly> ALL =
      List.of(
          stop(
              "lookupd-tcp-address",
              "registering with a separate nsqlookupd is not supported yet by this version"
                  + " (this node answers lookups itself: --lookup-http-address)"),
          tune("max-bytes-per-file", "the log is cut by --segment-bytes"),
          tune("sync-every", "--durability power syncs every batch before its OK"),
          tune("sync-timeout", "see --durability and --sync-interval"),
          tune("queue-scan-interval", NO_SCAN),
          tune("queue-scan-refresh-interval", NO_SCAN),
          tune("queue-scan-selection-count", NO_SCAN),
          tune("queue-scan-worker-pool-max", NO_SCAN),
          tune("queue-scan-dirty-percent", NO_SCAN),
          tune("e2e-processing-latency-percentile", NO_E2E),
          tune("e2e-processing-latency-window-time", NO_E2E),
          tune("topology-region", NO_TOPOLOGY),
          tune("topology-zone", NO_TOPOLOGY),
          tune("enable-experiment", NO_TOPOLOGY),
          flip("verbose", "use --log-level=debug"),
          tune("worker-id", "use --node-id"));

  private static final Map<String, NsqdOnly> BY_NAME =
      ALL.stream().collect(Collectors.toMap(NsqdOnly::name, Function.identity()));

  private static final Map<String, String> SPECIAL_KEYS =
      Map.of(
          "nsqlookupd_tcp_addresses", "lookupd-tcp-address",
          "e2e_processing_latency_percentiles", "e2e-processing-latency-percentile");

  static Optional<NsqdOnly> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Finds a key of nsqd's TOML file: the flag with underscores, with three exceptions. */
  static Optional<NsqdOnly> byNsqdKey(String key) {
    return byName(SPECIAL_KEYS.getOrDefault(key, key.replace('_', '-')));
  }

  static List<NsqdOnly> all() {
    return ALL;
  }

  /** The warning for this flag, or none if the value asks for nothing. */
  Optional<String> warning(Given given) {
    if (stops) {
      if (HARMLESS.contains(given.text())) {
        return Optional.empty();
      }
      throw given.refuse(why);
    }
    return Optional.of(given.written() + " has no effect (" + given.origin() + "): " + why);
  }

  private static NsqdOnly stop(String name, String why) {
    return new NsqdOnly(name, false, true, why);
  }

  private static NsqdOnly tune(String name, String why) {
    return new NsqdOnly(name, false, false, why);
  }

  private static NsqdOnly flip(String name, String why) {
    return new NsqdOnly(name, true, false, why);
  }
}
