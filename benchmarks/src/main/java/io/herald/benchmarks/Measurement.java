package io.herald.benchmarks;

import java.util.Locale;

/**
 * What moving some messages took.
 *
 * @param messages deliveries or, where nothing is delivered, publishes
 * @param seconds wall clock
 * @param cpuSeconds CPU time of the server; 0 if unknown
 * @param generatorCpuSeconds CPU time of this process, compiler and garbage collector included
 * @param residentMebibytes resident memory of the server at the end; 0 if unknown
 * @param p50Micros median time from publish to delivery, or to OK, in microseconds; 0 if not
 *     measured
 * @param p99Micros the same for 99 of 100
 * @param okP50Micros median time from PUB or MPUB to its OK under this load, in microseconds; 0 if
 *     not measured
 * @param okP99Micros the same for 99 of 100
 * @param reordered messages that came behind a later one; null where no order is defined, because
 *     several connections publish or consume
 */
record Measurement(
    long messages,
    double seconds,
    double cpuSeconds,
    double generatorCpuSeconds,
    long residentMebibytes,
    long p50Micros,
    long p99Micros,
    long okP50Micros,
    long okP99Micros,
    Long reordered) {

  /** With latencies in nanoseconds. */
  Measurement withLatency(long p50Nanos, long p99Nanos) {
    return new Measurement(
        messages,
        seconds,
        cpuSeconds,
        generatorCpuSeconds,
        residentMebibytes,
        p50Nanos / 1000,
        p99Nanos / 1000,
        okP50Micros,
        okP99Micros,
        reordered);
  }

  /** With the times that OKs took, in nanoseconds. */
  Measurement withOk(long p50Nanos, long p99Nanos) {
    return new Measurement(
        messages,
        seconds,
        cpuSeconds,
        generatorCpuSeconds,
        residentMebibytes,
        p50Micros,
        p99Micros,
        p50Nanos / 1000,
        p99Nanos / 1000,
        reordered);
  }

  /** With {@code more} reordered messages than so far. */
  Measurement withReordered(long more) {
    return new Measurement(
        messages,
        seconds,
        cpuSeconds,
        generatorCpuSeconds,
        residentMebibytes,
        p50Micros,
        p99Micros,
        okP50Micros,
        okP99Micros,
        reordered == null ? more : reordered + more);
  }

  double perSecond() {
    return messages / seconds;
  }

  /** As many seconds per million messages as microseconds per message. */
  double cpuSecondsPerMillion() {
    return cpuSeconds * 1e6 / messages;
  }

  double generatorCpuSecondsPerMillion() {
    return generatorCpuSeconds * 1e6 / messages;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,10.0f messages/s, %.2f CPU s per million (generator %.2f)%s%s%s",
        perSecond(),
        cpuSecondsPerMillion(),
        generatorCpuSecondsPerMillion(),
        latency("", p50Micros, p99Micros),
        latency("OK ", okP50Micros, okP99Micros),
        reordered == null || reordered == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d reordered", reordered));
  }

  private static String latency(String of, long p50Micros, long p99Micros) {
    return p99Micros == 0
        ? ""
        : String.format(
            Locale.ROOT, ", %sp50 %.2f ms, p99 %.2f ms", of, p50Micros / 1e3, p99Micros / 1e3);
  }
}
