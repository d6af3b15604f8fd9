package io.herald.multijvm.faults.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What must not be. Of each invariant the first few are told, the others counted. */
final class Violations {
  private static final int TOLD = 10;

  private final Map<Invariant, List<String>> told = new EnumMap<>(Invariant.class);
  private final Map<Invariant, Integer> counts = new EnumMap<>(Invariant.class);

  void add(Invariant invariant, String text) {
    int count = counts.merge(invariant, 1, Integer::sum);
    if (count <= TOLD) {
      told.computeIfAbsent(invariant, any -> new ArrayList<>()).add(invariant + ": " + text);
    }
  }

  List<String> texts() {
    List<String> texts = new ArrayList<>();
    told.forEach(
        (invariant, some) -> {
          texts.addAll(some);
          int more = counts.get(invariant) - some.size();
          if (more > 0) {
            texts.add(invariant + ": and " + more + " more");
          }
        });
    return texts;
  }
}
