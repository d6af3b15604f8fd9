package io.herald.benchmarks;

import java.util.Locale;

/**
 * What moving some messages took.
 *
 * @param messages deliveries or, where nothing is delivered, publishes
 * @param seconds wall clock
 * @param cpuSeconds CPU time of the server; 0 if unknown
 * @param p50Micros median time from publish to delivery in microseconds; 0 if not measured
 * @param p99Micros the same for 99 of 100
 */
record Measurement(
    long messages, double seconds, double cpuSeconds, long p50Micros, long p99Micros) {

  Measurement(long messages, double seconds, double cpuSeconds) {
    this(messages, seconds, cpuSeconds, 0, 0);
  }

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
