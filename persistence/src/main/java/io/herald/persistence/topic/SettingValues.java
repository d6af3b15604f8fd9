package io.herald.persistence.topic;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settings that somebody has given a topic or a channel, by name, as text. What they mean, and what
 * holds where nothing is given, is known where they are used, so a new setting needs no new format.
 */
public record SettingValues(SortedMap<String, String> byName) {
  /** Nothing is given. */
  public static final SettingValues NONE = new SettingValues(Collections.emptySortedMap());

  /** Makes sure that nobody changes them. */
  public SettingValues {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /** These values by name. */
  public static SettingValues of(Map<String, String> byName) {
    return new SettingValues(new TreeMap<>(byName));
  }

  /** These with others in their place; an empty text takes one away. */
  public SettingValues with(Map<String, String> changes) {
    SortedMap<String, String> changed = new TreeMap<>(byName);
    changed.putAll(changes);
    changed.values().removeIf(String::isEmpty);
    return new SettingValues(changed);
  }

  public boolean isEmpty() {
    return byName.isEmpty();
  }
}
