package io.herald.persistence.cassandra;

import io.herald.persistence.journal.StoreHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether Cassandra answers at QUORUM: one small read every two seconds tells. */
public final class CassandraHealth implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CassandraHealth.class);
  private static final Duration BETWEEN = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final CassandraConnection connection;
  private final String read;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "herald-cassandra-health");
            thread.setDaemon(true);
            return thread;
          });
  private volatile StoreHealth health = new StoreHealth(true, "OK", Instant.now());

  /** Begins to look. */
  public CassandraHealth(CassandraConnection connection) {
    this.connection = connection;
    this.read =
        "SELECT version FROM "
            + connection.contact().keyspace()
            + ".schema_version WHERE part = 'herald'";
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(
            this::look, BETWEEN.toMillis(), BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** As of the last look. */
  public StoreHealth health() {
    return health;
  }

  private void look() {
    try {
      connection.session().execute(CassandraConnection.statement(read).setTimeout(LIMIT));
      become(true, "OK");
    } catch (RuntimeException failure) {
      become(false, "Cassandra does not answer: " + CassandraConnection.reason(failure));
    }
  }

  private void become(boolean isHealthy, String reason) {
    if (isHealthy != health.isHealthy()) {
      health = new StoreHealth(isHealthy, reason, Instant.now());
      if (isHealthy) {
        LOG.warn("Cassandra answers again");
      } else {
        LOG.warn("{}; publishes are refused until it does", reason);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
