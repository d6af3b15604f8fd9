package io.herald.broker.stats;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * The last garbage collection pauses of this JVM, for /stats and statsd; listens from its first use
 * on.
 */
final class GcPauses {
  /** As many as Go's runtime keeps. */
  private static final int KEPT = 256;

  private static final GcPauses INSTANCE = listening();

  private final long[] micros = new long[KEPT];
  private long count;

  static GcPauses instance() {
    return INSTANCE;
  }

  /** The pauses kept, shortest first, in microseconds. */
  synchronized long[] sorted() {
    long[] sorted = Arrays.copyOf(micros, (int) Math.min(count, KEPT));
    Arrays.sort(sorted);
    return sorted;
  }

  synchronized void add(long pauseMicros) {
    micros[(int) (count++ % KEPT)] = pauseMicros;
  }

  private static GcPauses listening() {
    GcPauses pauses = new GcPauses();
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (bean instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((event, unused) -> pauses.onEvent(event), null, null);
      }
    }
    return pauses;
  }

  private void onEvent(Notification event) {
    if (!event
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    GarbageCollectionNotificationInfo info =
        GarbageCollectionNotificationInfo.from((CompositeData) event.getUserData());
    if (!isConcurrent(info.getGcName())) {
      add(info.getGcInfo().getDuration() * 1000);
    }
  }

  private static boolean isConcurrent(String collector) {
    return collector.contains("Concurrent") || collector.contains("Cycles");
  }
}
