package io.herald.lookup.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Rows that the own broker has left and that are listed still, because a row outlives its
 * producers. The broker must not take a channel that it has deleted for one that exists elsewhere.
 * Other nodes are not told: to them it is a row like others, as in nsqlookupd. Not thread-safe.
 */
final class OwnDeletions {
  private final Map<Registration, Long> stamps = new HashMap<>();

  void add(String topic, Set<String> rows, long stamp) {
    rows.forEach(row -> stamps.put(new Registration(topic, row), stamp));
  }

  /** Forgets rows that are no longer listed, or listed anew. */
  void tidy(Parts parts) {
    stamps
        .entrySet()
        .removeIf(
            deletion -> {
              Registration row = deletion.getKey();
              RowLife life = parts.topic(row.topic()).life(row.channel());
              return !life.isLive() || life.added() > deletion.getValue();
            });
  }

  /** When each row was left, as a stamp of the registry. */
  Map<Registration, Long> stamps() {
    return Map.copyOf(stamps);
  }
}
