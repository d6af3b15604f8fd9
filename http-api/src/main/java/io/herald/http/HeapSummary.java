package io.herald.http;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import javax.management.JMException;
import javax.management.ObjectName;

/** Where the memory is, as text: heap, pools, collectors, and on request instances by class. */
final class HeapSummary {
  private HeapSummary() {}

  static String write() {
    StringBuilder out = new StringBuilder();
    line(out, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
    line(out, "non-heap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      line(out, "  " + pool.getName(), pool.getUsage());
    }
    ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
        .forEach(
            pool ->
                out.append(
                    String.format(
                        Locale.ROOT,
                        "%-40s used %d in %d buffers%n",
                        "buffers " + pool.getName(),
                        pool.getMemoryUsed(),
                        pool.getCount())));
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      out.append(
          String.format(
              Locale.ROOT,
              "%-40s runs %d in %d ms%n",
              "collector " + collector.getName(),
              collector.getCollectionCount(),
              collector.getCollectionTime()));
    }
    return out.toString();
  }

  /** Live instances and bytes by class; stops the JVM for as long as a full collection. */
  static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {null},
                  new String[] {String[].class.getName()});
    } catch (JMException absent) {
      return "This JVM has no class histogram: " + absent.getMessage() + "\n";
    }
  }

  private static void line(StringBuilder out, String name, MemoryUsage usage) {
    out.append(
        String.format(
            Locale.ROOT,
            "%-40s used %d committed %d max %d%n",
            name,
            usage.getUsed(),
            usage.getCommitted(),
            usage.getMax()));
  }
}
