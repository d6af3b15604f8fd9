package io.herald.multijvm.faults.harness;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import io.herald.multijvm.faults.history.Fencing;
import io.herald.multijvm.faults.history.History;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads in Cassandra itself who has written and who has owned what: the ownerships again and again
 * while a round lasts, the events when it is over. Does nothing where there is no Cassandra.
 */
public final class FencingWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final String SEGMENT = "segment|";

  private final Optional<CqlSession> session;
  private final String keyspace;
  private final History history;
  private final Fencing fencing;
  private final FutureTask<Void> looking = new FutureTask<>(this::look, null);
  private volatile boolean isOver;

  /** Begins to look. */
  public FencingWatch(TestCluster cluster, History history) {
    this.session =
        cluster.shape().hasCassandra()
            ? Optional.of(cluster.cassandra().session())
            : Optional.empty();
    this.keyspace = cluster.keyspace();
    this.history = history;
    this.fencing = new Fencing(history);
    Thread thread = new Thread(looking, "fencing-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void look() {
    while (session.isPresent() && !isOver) {
      long lookedAt = System.currentTimeMillis();
      try {
        for (Row row :
            session.get().execute("SELECT key, epoch FROM " + keyspace + ".ownerships")) {
          fencing.owned(row.getString("key"), row.getLong("epoch"), lookedAt);
        }
      } catch (DriverException | IllegalStateException isAway) {
        // Faults take Cassandra away, and a round that failed closes the session.
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** Looks at every event that there is. */
  public void end() throws InterruptedException, ExecutionException {
    isOver = true;
    looking.get();
    if (session.isEmpty()) {
      return;
    }
    String events = "SELECT persistence_id, sequence_nr, writer_uuid FROM ";
    for (Row row : session.get().execute(events + keyspace + ".messages")) {
      String id = row.getString("persistence_id");
      if (id.startsWith(SEGMENT)) {
        fencing.stored(id, row.getLong("sequence_nr"), row.getString("writer_uuid"));
      }
    }
    history.note("fencing: " + fencing);
  }

  @Override
  public void close() {
    isOver = true;
    session.ifPresent(CqlSession::close);
  }
}
