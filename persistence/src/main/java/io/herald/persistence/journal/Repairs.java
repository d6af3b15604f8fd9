package io.herald.persistence.journal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects the damage found since the store was opened; each damaged place is reported once. */
final class Repairs {
  /** More are counted and logged, but not kept. */
  static final int KEPT_MAX = 1000;

  private static final Logger log = LoggerFactory.getLogger(Repairs.class);

  private final Map<Place, RepairReport> reports = new LinkedHashMap<>();
  private long count;

  private record Place(Path file, long position, RepairReport.Kind kind) {}

  void add(RepairReport report) {
    synchronized (this) {
      var place = new Place(report.file(), report.position(), report.kind());
      if (reports.containsKey(place)) {
        return;
      }
      count++;
      if (reports.size() < KEPT_MAX) {
        reports.put(place, report);
      }
    }
    log.warn("damage in the store: {}", report);
  }

  synchronized List<RepairReport> all() {
    return List.copyOf(reports.values());
  }

  synchronized long count() {
    return count;
  }
}
