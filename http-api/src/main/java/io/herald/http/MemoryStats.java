package io.herald.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The JVM's heap under nsqd's names. {@code heap_objects} and {@code heap_released_bytes} are 0: a
 * JVM does not count them. {@code next_gc_bytes} is the committed heap.
 */
final class MemoryStats {
  private MemoryStats() {}

  /** Values by nsqd's names, in nsqd's order. */
  static Map<String, Long> read() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long[] pauses = GcPauses.instance().sorted();
    Map<String, Long> values = new LinkedHashMap<>();
    values.put("heap_objects", 0L);
    values.put("heap_idle_bytes", heap.getCommitted() - heap.getUsed());
    values.put("heap_in_use_bytes", heap.getUsed());
    values.put("heap_released_bytes", 0L);
    values.put("gc_pause_usec_100", percentile(100, pauses));
    values.put("gc_pause_usec_99", percentile(99, pauses));
    values.put("gc_pause_usec_95", percentile(95, pauses));
    values.put("next_gc_bytes", heap.getCommitted());
    values.put("gc_total_runs", collections());
    return values;
  }

  static void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Long> value : read().entrySet()) {
      json.writeNumberField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
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
