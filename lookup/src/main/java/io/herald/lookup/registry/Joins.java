package io.herald.lookup.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.ToLongFunction;

/** Merging two replicas' maps entry by entry. */
final class Joins {
  private Joins() {}

  /**
   * The union of both maps. An entry that only one side has, no younger than the other side's
   * horizon, was known to the other side and has been dropped there: it is dropped here too.
   */
  static <K, V> Map<K, V> join(
      Map<K, V> left,
      long leftHorizon,
      Map<K, V> right,
      long rightHorizon,
      BinaryOperator<V> both,
      ToLongFunction<V> stamp) {
    Map<K, V> joined = new HashMap<>();
    left.forEach(
        (key, mine) -> {
          V theirs = right.get(key);
          if (theirs != null) {
            joined.put(key, both.apply(mine, theirs));
          } else if (stamp.applyAsLong(mine) > rightHorizon) {
            joined.put(key, mine);
          }
        });
    right.forEach(
        (key, theirs) -> {
          if (!left.containsKey(key) && stamp.applyAsLong(theirs) > leftHorizon) {
            joined.put(key, theirs);
          }
        });
    return Map.copyOf(joined);
  }
}
