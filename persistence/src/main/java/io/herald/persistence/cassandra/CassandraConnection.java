package io.herald.persistence.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.internal.core.config.typesafe.DefaultDriverConfigLoader;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Herald's own connection to Cassandra, beside the journal's: for schema, checks, health and
 * leases, which must not wait behind messages.
 */
public final class CassandraConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CassandraConnection.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration TELL_AFTER = Duration.ofSeconds(10);

  /** The profile of herald-cassandra.conf for this connection. */
  static final String PROFILE = "herald";

  private final CassandraContact contact;
  private final CqlSession session;

  private CassandraConnection(CassandraContact contact, CqlSession session) {
    this.contact = contact;
    this.session = session;
  }

  /**
   * Connects; waits for a Cassandra that does not answer yet, and logs what it waits for.
   *
   * @param patience how long
   * @throws CassandraException if it has not answered by then, refuses the user, or is elsewhere
   */
  public static CassandraConnection open(CassandraContact contact, Duration patience)
      throws CassandraException {
    long begin = System.nanoTime();
    long toldAt = begin - TELL_AFTER.toNanos();
    while (true) {
      String obstacle = obstacle(contact);
      try {
        if (obstacle.isEmpty()) {
          return inDatacenter(new CassandraConnection(contact, connect(contact)));
        }
      } catch (DriverException | IllegalArgumentException failure) {
        obstacle = reason(failure);
        if (hasAuthenticationFailure(failure)) {
          throw new CassandraException(
              "Cassandra at " + contact.where() + " refuses the user: " + obstacle, failure);
        }
      }
      long now = System.nanoTime();
      if (now - begin >= patience.toNanos()) {
        throw new CassandraException(
            "Cassandra at " + contact.where() + " does not answer: " + obstacle);
      }
      if (now - toldAt >= TELL_AFTER.toNanos()) {
        toldAt = now;
        LOG.warn("waiting for Cassandra at {}: {}", contact.where(), obstacle);
      }
      LockSupport.parkNanos(RETRY_AFTER.toNanos());
    }
  }

  /** Why none of the addresses answers; empty if one does. */
  private static String obstacle(CassandraContact contact) {
    String words = "";
    for (InetSocketAddress address : contact.socketAddresses()) {
      Optional<String> problem = CqlProbe.problem(address);
      if (problem.isEmpty()) {
        return "";
      }
      words = problem.get();
    }
    return words;
  }

  private static CqlSession connect(CassandraContact contact) {
    return CqlSession.builder()
        .withConfigLoader(
            new DefaultDriverConfigLoader(() -> CassandraConfig.driver(contact), false))
        .build();
  }

  /** The driver asks only nodes of one data centre; without one of them nobody would be asked. */
  private static CassandraConnection inDatacenter(CassandraConnection connection)
      throws CassandraException {
    String wanted = connection.contact.datacenter();
    SortedMap<String, Long> there = connection.nodesByDatacenter();
    if (!there.containsKey(wanted)) {
      connection.close();
      throw new CassandraException(
          "Cassandra at "
              + connection.contact.where()
              + " has no data centre "
              + wanted
              + " (--cassandra-datacenter), it has "
              + String.join(", ", there.keySet()));
    }
    return connection;
  }

  /** How many nodes each data centre has, whether they run or not. */
  SortedMap<String, Long> nodesByDatacenter() {
    return session.getMetadata().getNodes().values().stream()
        .filter(node -> node.getDatacenter() != null)
        .collect(Collectors.groupingBy(Node::getDatacenter, TreeMap::new, Collectors.counting()));
  }

  CassandraContact contact() {
    return contact;
  }

  CqlSession session() {
    return session;
  }

  /** Runs a statement and returns its rows. */
  List<Row> rows(String cql, Object... values) {
    return session.execute(statement(cql, values)).all();
  }

  static SimpleStatement statement(String cql, Object... values) {
    return SimpleStatement.newInstance(cql, values).setExecutionProfileName(PROFILE);
  }

  @Override
  public void close() {
    session.close();
  }

  /** What the first node said, in a few words. */
  static String reason(Throwable failure) {
    Throwable root = failure;
    if (failure instanceof AllNodesFailedException all && !all.getAllErrors().isEmpty()) {
      root = all.getAllErrors().values().iterator().next().get(0);
    }
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return (message == null ? root.getClass().getSimpleName() : message).replaceAll("\\s+", " ");
  }

  private static boolean hasAuthenticationFailure(Throwable failure) {
    return failure instanceof AllNodesFailedException all
        && all.getAllErrors().values().stream()
            .flatMap(List::stream)
            .anyMatch(AuthenticationException.class::isInstance);
  }
}
