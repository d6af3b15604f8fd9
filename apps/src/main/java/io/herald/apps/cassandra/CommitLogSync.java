package io.herald.apps.cassandra;

/** When Cassandra acknowledges a write. */
public enum CommitLogSync {
  /** Behind an fsync. */
  BATCH("commitlog_sync: batch"),
  /** Behind an fsync that waits 5 ms for company. */
  GROUP("commitlog_sync: group\ncommitlog_sync_group_window: 5ms"),
  /** Before the fsync, which follows within a second: a power cut loses what was acknowledged. */
  PERIODIC("commitlog_sync: periodic\ncommitlog_sync_period: 1000ms");

  private final String yaml;

  CommitLogSync(String yaml) {
    this.yaml = yaml;
  }

  /** Its lines in cassandra.yaml. */
  String yaml() {
    return yaml;
  }
}
