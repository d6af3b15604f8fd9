package io.herald.multijvm.faults.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * I8: only one writer has given a sequence number of a segment away, and nothing goes back to an
 * owner before. Not for several threads.
 */
public final class Fencing {
  private final History history;
  private final Map<String, String> writers = new HashMap<>();
  private final Map<String, Long> epochs = new HashMap<>();
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

  /** What is owned now has had so many owners. */
  public void owned(String key, long epoch) {
    Long before = epochs.put(key, epoch);
    if (before != null && before > epoch) {
      history.found(
          Invariant.I8_FENCED, "epoch of " + key + " fell from " + before + " to " + epoch);
    }
    if (before != null && before < epoch) {
      changed.add(key);
    }
  }

  /** How much was looked at. */
  @Override
  public String toString() {
    return writers.size()
        + " events of segments, "
        + epochs.size()
        + " ownerships of which "
        + changed.size()
        + " have had another owner";
  }
}
