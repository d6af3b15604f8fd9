package io.herald.multijvm;

import io.herald.persistence.cassandra.CassandraConnection;
import io.herald.persistence.cassandra.CassandraContact;
import io.herald.persistence.cassandra.CassandraSchema;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/**
 * One Cassandra for all test classes of a run: it starts with the first of them. Tests keep apart
 * by taking keyspaces of their own. Whoever kills it or holds it still has one of his own instead.
 */
public final class SharedCassandra implements BeforeAllCallback, AfterTestExecutionCallback {
  /** A keyspace for nodes that do not get as far as to keep anything in it; see {@link #common}. */
  static final String COMMON = "common";

  private static final AtomicInteger KEYSPACES = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Running running;

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getRoot()
            .getStore(Namespace.create(SharedCassandra.class))
            .getOrComputeIfAbsent(SharedCassandra.class, key -> Running.start(), Running.class);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      System.err.println(context.getDisplayName() + " failed; " + process().logTail());
    }
  }

  public CassandraProcess process() {
    return running.cassandra();
  }

  /** Options of a node with this store, in a new keyspace with Herald's schema. */
  LaunchOptions node() throws Exception {
    return node(process());
  }

  /** The same in one keyspace for all, because making tables takes seconds. */
  LaunchOptions common() throws Exception {
    applySchema(process(), COMMON);
    return onKeyspace(process(), COMMON);
  }

  /** The same as {@link #node()} with a Cassandra of the test's own. */
  static LaunchOptions node(CassandraProcess cassandra) throws Exception {
    String keyspace = newKeyspace();
    applySchema(cassandra, keyspace);
    return onKeyspace(cassandra, keyspace);
  }

  /** Options of a node with this store, whatever is in the keyspace. */
  static LaunchOptions onKeyspace(CassandraProcess cassandra, String keyspace) {
    return LaunchOptions.defaults()
        .withHerald("--store", "cassandra")
        .withHerald("--cassandra", cassandra.address())
        .withHerald("--cassandra-keyspace", keyspace);
  }

  /** A name that no other test uses. */
  public static String newKeyspace() {
    return "keyspace" + KEYSPACES.incrementAndGet();
  }

  /** Makes Herald's tables there, unless they are there. */
  public static void applySchema(CassandraProcess cassandra, String keyspace) throws Exception {
    CassandraContact contact =
        new CassandraContact(List.of(cassandra.address()), "datacenter1", keyspace, "", "");
    try (CassandraConnection connection = CassandraConnection.open(contact, PATIENCE)) {
      new CassandraSchema(connection).apply(1);
    }
  }

  private record Running(CassandraProcess cassandra) implements CloseableResource {
    static Running start() {
      try {
        return new Running(CassandraProcess.start());
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws Exception {
      cassandra.close();
    }
  }
}
