package io.herald.broker.stats;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The JVM's heap as nsqd shows Go's (nsqd, stats.go, memStats); sizes in bytes.
 *
 * @param heapObjects 0: a JVM does not count them
 * @param heapIdleBytes committed and not in use
 * @param heapInUseBytes in use, garbage included
 * @param heapReleasedBytes 0: a JVM does not count them
 * @param gcPauseUsec100 the longest of the last collection pauses, microseconds
 * @param gcPauseUsec99 what 99 % of these pauses do not exceed
 * @param gcPauseUsec95 what 95 % of these pauses do not exceed
 * @param nextGcBytes the committed heap: a JVM does not say when it collects next
 * @param gcTotalRuns collections since the JVM started
 */
public record MemoryStats(
    long heapObjects,
    long heapIdleBytes,
    long heapInUseBytes,
    long heapReleasedBytes,
    long gcPauseUsec100,
    long gcPauseUsec99,
    long gcPauseUsec95,
    long nextGcBytes,
    long gcTotalRuns) {

  /** The values of now. Pauses are noted from the first call on. */
  public static MemoryStats read() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long[] pauses = GcPauses.instance().sorted();
    return new MemoryStats(
        0,
        heap.getCommitted() - heap.getUsed(),
        heap.getUsed(),
        0,
        percentile(100, pauses),
        percentile(99, pauses),
        percentile(95, pauses),
        heap.getCommitted(),
        collections());
  }

  /** The values under the names that /stats gives them, in nsqd's order. */
  public Map<String, Long> byName() {
    Map<String, Long> values = new LinkedHashMap<>();
    values.put("heap_objects", heapObjects);
    values.put("heap_idle_bytes", heapIdleBytes);
    values.put("heap_in_use_bytes", heapInUseBytes);
    values.put("heap_released_bytes", heapReleasedBytes);
    values.put("gc_pause_usec_100", gcPauseUsec100);
    values.put("gc_pause_usec_99", gcPauseUsec99);
    values.put("gc_pause_usec_95", gcPauseUsec95);
    values.put("next_gc_bytes", nextGcBytes);
    values.put("gc_total_runs", gcTotalRuns);
    return values;
  }

  /** The value that {@code percent} of the sorted values do not exceed. */
  static long percentile(int percent, long[] sorted) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .filter(count -> count > 0)
        .sum();
  }
}
