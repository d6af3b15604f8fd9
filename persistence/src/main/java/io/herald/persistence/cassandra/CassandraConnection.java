package io.herald.persistence.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.internal.core.config.typesafe.DefaultDriverConfigLoader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
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
  private static final int CONNECT_MILLIS = 2000;

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
   * @throws CassandraException if it has not answered by then, or refuses the user
   */
  public static CassandraConnection open(CassandraContact contact, Duration patience)
      throws CassandraException {
    long begin = System.nanoTime();
    long toldAt = begin - TELL_AFTER.toNanos();
    while (true) {
      try {
        return new CassandraConnection(contact, connect(contact));
      } catch (DriverException | IllegalArgumentException failure) {
        String reason = reason(contact, failure);
        if (hasAuthenticationFailure(failure)) {
          throw new CassandraException(
              "Cassandra at " + contact.where() + " refuses the user: " + reason, failure);
        }
        long now = System.nanoTime();
        if (now - begin >= patience.toNanos()) {
          throw new CassandraException(
              "Cassandra at " + contact.where() + " does not answer: " + reason, failure);
        }
        if (now - toldAt >= TELL_AFTER.toNanos()) {
          toldAt = now;
          LOG.warn("waiting for Cassandra at {}: {}", contact.where(), reason);
        }
        LockSupport.parkNanos(RETRY_AFTER.toNanos());
      }
    }
  }

  private static CqlSession connect(CassandraContact contact) {
    return CqlSession.builder()
        .withConfigLoader(
            new DefaultDriverConfigLoader(() -> CassandraConfig.driver(contact), false))
        .build();
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

  /** The operating system's words if nothing can be reached: the driver does not know them. */
  private static String reason(CassandraContact contact, Throwable failure) {
    String words = "";
    for (String address : contact.addresses()) {
      int colon = address.lastIndexOf(':');
      String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
      int port = Integer.parseInt(address.substring(colon + 1));
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
        return reason(failure);
      } catch (UnknownHostException unknown) {
        words = "unknown host " + host;
      } catch (IOException unreachable) {
        words = unreachable.getMessage();
      }
    }
    return words;
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
