package io.herald.persistence.journal;

import java.util.Locale;

/**
 * What a confirmed write survives.
 *
 * <ul>
 *   <li>{@link #POWER}: confirmed after fsync (group commit); survives a power cut.
 *   <li>{@link #PROCESS}: confirmed once the bytes are in the operating system's page cache, fsync
 *       follows within the sync interval; survives kill -9 of the process.
 * </ul>
 */
public enum Durability {
  POWER,
  PROCESS;

  /**
   * Parses the value of {@code herald.embedded-store.durability}: {@code power} or {@code process}.
   */
  public static Durability parse(String text) {
    for (Durability durability : values()) {
      if (durability.label().equals(text)) {
        return durability;
      }
    }
    throw new IllegalArgumentException(
        "durability must be power or process, but is [" + text + "]");
  }

  /** The word used in configuration and in the start lines. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
