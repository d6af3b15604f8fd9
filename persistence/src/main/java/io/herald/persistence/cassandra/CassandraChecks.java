package io.herald.persistence.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a node looks at before it uses a Cassandra. */
public final class CassandraChecks {
  private final CassandraConnection connection;
  private final boolean requireDurable;

  /**
   * Checks of the Cassandra behind a connection.
   *
   * @param requireDurable whether one that acknowledges before fsync is refused
   */
  public CassandraChecks(CassandraConnection connection, boolean requireDurable) {
    this.connection = connection;
    this.requireDurable = requireDurable;
  }

  /**
   * Runs them.
   *
   * @return what the operator should know, a line for each
   * @throws CassandraException if this Cassandra must not be used
   */
  public List<String> run() throws CassandraException {
    List<String> warnings = new ArrayList<>();
    try {
      CassandraSchema schema = new CassandraSchema(connection);
      schema.check();
      replicationWarning(schema.replication()).ifPresent(warnings::add);
      checkCommitLog(warnings);
    } catch (DriverException failure) {
      throw new CassandraException(
          "Cassandra cannot be checked: " + CassandraConnection.reason(failure), failure);
    }
    return warnings;
  }

  /**
   * What the loss of Cassandra nodes would mean.
   *
   * @param replication as Cassandra writes it; QUORUM counts the replicas of all data centres
   */
  static Optional<String> replicationWarning(Map<String, String> replication) {
    int replicas =
        replication.entrySet().stream()
            .filter(entry -> !entry.getKey().equals("class"))
            .mapToInt(entry -> leadingNumber(entry.getValue()))
            .sum();
    int quorum = replicas / 2 + 1;
    int spare = replicas - quorum;
    if (replicas == 1) {
      return Optional.of("replication factor 1: the loss of one Cassandra node loses messages");
    }
    if (replicas % 2 == 0) {
      return Optional.of(
          "replication factor "
              + replicas
              + ": QUORUM needs "
              + quorum
              + " of them, so no more may fail ("
              + spare
              + ") than with "
              + (replicas - 1));
    }
    return Optional.empty();
  }

  /** Transient replication is written 3/1. */
  private static int leadingNumber(String factor) {
    String digits = factor.replaceFirst("\\D.*", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** Only the node that is asked tells; others should be configured alike. */
  private void checkCommitLog(List<String> warnings) throws CassandraException {
    List<Row> rows =
        connection.rows("SELECT value FROM system_views.settings WHERE name = 'commitlog_sync'");
    String sync = rows.isEmpty() ? "unknown" : rows.get(0).getString("value");
    if (sync.equals("batch") || sync.equals("group")) {
      return;
    }
    String risk =
        "commitlog_sync is "
            + sync
            + ": Cassandra acknowledges before fsync, so a power cut of its nodes loses"
            + " acknowledged messages; set it to batch or group";
    if (requireDurable) {
      throw new CassandraException(risk + " (--require-durable-cassandra)");
    }
    warnings.add(risk);
  }
}
