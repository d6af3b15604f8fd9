package io.herald.config;

/** What a publish has survived when its OK is sent (embedded store). */
public enum Durability {
  /** The batch is fsynced: it survives power loss. */
  POWER,
  /** The batch is in the page cache: it survives kill -9; fsync follows within sync-interval. */
  PROCESS
}
