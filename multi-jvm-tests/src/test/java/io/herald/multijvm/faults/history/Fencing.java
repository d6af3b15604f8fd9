package io.herald.multijvm.faults.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * I8: only one writer has given a sequence number of a segment away, and nothing goes back to an
 * owner before. Tells the history when a partition goes from one owner to the next. Not for several
 * threads.
 */
public final class Fencing {
  private static final String PARTITION = "partition|";

  private record Seen(long epoch, long lookedAt) {}

  private final History history;
  private final Map<String, String> writers = new HashMap<>();
  private final Map<String, Seen> ownerships = new HashMap<>();
  private final Set<String> changed = new HashSet<>();

  public Fencing(History history) {
    this.history = history;
  }

  /** An event of a segment, as it is stored. */
  public void stored(String persistenceId, long sequenceNr, String writer) {
    String before = writers.putIfAbsent(persistenceId + " " + sequenceNr, writer);
    if (before != null && !before.equals(writer)) {
      history.found(
          Invariant.I8_FENCED,
          "number " + sequenceNr + " of " + persistenceId + " is by " + before + " and " + writer);
    }
  }

  /**
   * What is owned has had so many owners.
   *
   * @param key {@code partition|topic/index}, or {@code topic|topic}
   * @param lookedAt when that was asked, ms since 1970
   */
  public void owned(String key, long epoch, long lookedAt) {
    Seen before = ownerships.put(key, new Seen(epoch, lookedAt));
    if (before != null && before.epoch > epoch) {
      history.found(
          Invariant.I8_FENCED, "epoch of " + key + " fell from " + before.epoch + " to " + epoch);
    }
    if (before != null && before.epoch < epoch) {
      changed.add(key);
      if (key.startsWith(PARTITION)) {
        history.handedOver(
            key.substring(PARTITION.length(), key.lastIndexOf('/')), before.lookedAt);
      }
    }
  }

  /** How much was looked at. */
  @Override
  public String toString() {
    return writers.size()
        + " events of segments, "
        + ownerships.size()
        + " ownerships of which "
        + changed.size()
        + " have had another owner";
  }
}
