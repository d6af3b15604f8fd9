package io.herald.benchmarks;

import java.util.Locale;

/**
 * What moving some messages took.
 *
 * @param seconds wall clock
 * @param cpuSeconds CPU time of the server; 0 if unknown
 */
record Measurement(long messages, double seconds, double cpuSeconds) {
  double perSecond() {
    return messages / seconds;
  }

  double cpuSecondsPerMillion() {
    return cpuSeconds * 1e6 / messages;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,10.0f messages/s, %.2f CPU s per million",
        perSecond(),
        cpuSecondsPerMillion());
  }
}
