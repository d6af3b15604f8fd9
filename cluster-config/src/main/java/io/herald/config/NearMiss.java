package io.herald.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class NearMiss {
  private static final int EDITS_MAX = 3;

  private NearMiss() {}

  /** The setting within three edits of {@code name}, if there is one; the nearest wins. */
  static Optional<String> of(String name) {
    return SettingTable.all().stream()
        .map(Setting::name)
        .filter(known -> edits(known, name) <= Math.min(EDITS_MAX, name.length() / 3))
        .min(Comparator.comparingInt(known -> edits(known, name)));
  }

  /** The one of these names that takes the fewest edits. */
  public static Optional<String> of(String name, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(each -> edits(each, name)));
  }

  /** Levenshtein distance: insertions, deletions and replacements. */
  private static int edits(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                previous[column - 1] + replaced,
                Math.min(previous[column], current[column - 1]) + 1);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
