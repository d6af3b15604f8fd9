package io.herald.lookup.registry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the producers of one node have registered in one topic. Only that node writes it, each time
 * with a higher version, so merging takes the higher version and removal needs no marker.
 *
 * @param version stamp of the last write
 * @param rows row to producer serial to the stamp of its registration
 */
record OwnerSlot(long version, Map<String, Map<Long, Long>> rows) {
  static final OwnerSlot NONE = new OwnerSlot(0, Map.of());

  OwnerSlot join(OwnerSlot other) {
    return other.version > version ? other : this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  Map<Long, Long> producers(String row) {
    return rows.getOrDefault(row, Map.of());
  }

  /** The rows a producer is registered in. */
  Set<String> rowsOf(long serial) {
    Set<String> found = new HashSet<>();
    rows.forEach(
        (row, producers) -> {
          if (producers.containsKey(serial)) {
            found.add(row);
          }
        });
    return found;
  }

  OwnerSlot with(String row, long serial, long stamp) {
    Map<Long, Long> producers = new HashMap<>(producers(row));
    producers.put(serial, stamp);
    return replacing(row, producers, stamp);
  }

  OwnerSlot without(String row, long serial, long stamp) {
    Map<Long, Long> producers = new HashMap<>(producers(row));
    producers.remove(serial);
    return replacing(row, producers, stamp);
  }

  private OwnerSlot replacing(String row, Map<Long, Long> producers, long stamp) {
    Map<String, Map<Long, Long>> replaced = new HashMap<>(rows);
    if (producers.isEmpty()) {
      replaced.remove(row);
    } else {
      replaced.put(row, Map.copyOf(producers));
    }
    return new OwnerSlot(stamp, Map.copyOf(replaced));
  }
}
