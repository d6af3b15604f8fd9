package io.herald.persistence.cursor;

/**
 * Configuration paths of the store's plugins, such as {@code herald.journal}. An empty path means
 * Akka Persistence's default plugin.
 *
 * @param journal where events are written
 * @param snapshot where snapshots are written
 * @param query where events are read for others than their actor
 */
public record JournalPlugins(String journal, String snapshot, String query) {
  /** The plugins that {@code akka.persistence} names as defaults. */
  public static final JournalPlugins DEFAULTS = new JournalPlugins("", "", "");
}
