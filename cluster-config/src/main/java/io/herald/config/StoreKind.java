package io.herald.config;

/** Where messages are kept. */
public enum StoreKind {
  /** Append-only segment files in the data directory; nothing to install. */
  EMBEDDED,
  /** An Apache Cassandra cluster, for more than one machine. */
  CASSANDRA
}
