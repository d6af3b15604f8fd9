package io.herald.persistence.timeline;

import java.util.List;

/**
 * What happened since it was stored last.
 *
 * @param entries in the order in which it happened
 * @param entriesMax how many a timeline keeps from then on; the oldest go first
 */
public record TimelineNoted(List<TimelineEntry> entries, int entriesMax) {
  /** Makes sure that nobody changes it. */
  public TimelineNoted {
    entries = List.copyOf(entries);
  }
}
