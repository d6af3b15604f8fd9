package io.herald.persistence.timeline;

import java.util.ArrayList;
import java.util.List;

/**
 * The newest of what happened to traced messages of a channel on one partition. Immutable.
 *
 * @param notes oldest first; the first may be cut
 */
public record Timeline(List<TimelineNoted> notes) {
  /** Nothing has happened. */
  public static final Timeline EMPTY = new Timeline(List.of());

  /** Makes sure that nobody changes it. */
  public Timeline {
    notes = List.copyOf(notes);
  }

  /** The timeline behind {@code noted}. */
  public Timeline apply(TimelineNoted noted) {
    List<TimelineNoted> all = new ArrayList<>(notes);
    all.add(noted);
    int excess = size(all) - noted.entriesMax();
    while (excess > 0 && !all.isEmpty()) {
      TimelineNoted oldest = all.remove(0);
      int size = oldest.entries().size();
      if (size > excess) {
        List<TimelineEntry> left = oldest.entries().subList(excess, size);
        all.add(0, new TimelineNoted(left, oldest.entriesMax()));
      }
      excess -= size;
    }
    return new Timeline(all);
  }

  private static int size(List<TimelineNoted> notes) {
    return notes.stream().mapToInt(note -> note.entries().size()).sum();
  }

  /** What happened to one message, oldest first. */
  public List<TimelineEntry> of(long offset) {
    return notes.stream()
        .flatMap(note -> note.entries().stream())
        .filter(entry -> entry.offset() == offset)
        .toList();
  }
}
