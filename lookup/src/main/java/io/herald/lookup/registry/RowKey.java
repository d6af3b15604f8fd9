package io.herald.lookup.registry;

/** How the rows of one topic are told apart: the topic's own row, and one for each channel. */
final class RowKey {
  /** The key of the topic's own row; no channel has an empty name. */
  static final String TOPIC = "";

  private static final String EPHEMERAL = "#ephemeral";

  private RowKey() {}

  static boolean isEphemeral(String topic, String row) {
    return (row.isEmpty() ? topic : row).endsWith(EPHEMERAL);
  }
}
