package io.herald.broker.statsd;

/** What every name begins with (nsqd, nsqd.go and internal/statsd/host.go). */
final class StatsdPrefix {
  private static final String HOST = "%s";

  private StatsdPrefix() {}

  /**
   * Puts the node into the configured prefix, in place of each {@code %s}: {@code nsq.%s} becomes
   * {@code nsq.10_0_0_1_4151.}, ending in a dot; an empty prefix stays empty.
   *
   * @param address where the node says it can be reached; an IPv6 address gets brackets
   * @param httpPort the port of its HTTP API as it is announced
   */
  static String of(String configured, String address, int httpPort) {
    if (configured.isEmpty()) {
      return "";
    }
    String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    String key = (host + ":" + httpPort).replace('.', '_').replace(':', '_');
    String prefix = configured.replace(HOST, key);
    return prefix.endsWith(".") ? prefix : prefix + ".";
  }
}
