package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.cassandra.CassandraConnection;
import io.herald.persistence.cassandra.CassandraContact;
import io.herald.persistence.cassandra.CassandraLeaseTable;
import io.herald.persistence.lease.LeaseThread;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.lease.TableLeases;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lightweight transactions of leases, on a real Cassandra; the rules have their own test. */
@HeraldOnly("has no such store")
class CassandraLeasesTest {
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final long LIMIT_SECONDS = 60;

  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  @Test
  void ownershipGoesFromNodeToNode() throws Exception {
    String keyspace = SharedCassandra.newKeyspace();
    SharedCassandra.applySchema(CASSANDRA.process(), keyspace);
    try (Node first = new Node(keyspace);
        Node second = new Node(keyspace);
        Node third = new Node(keyspace)) {
      Ownership one = first.acquire("t|0").get(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(one.isValid()).isTrue();

      CompletableFuture<Ownership> waiting = second.acquire("t|0");
      Await.pass(LEASE.plus(LEASE));
      assertThat(waiting).as("while the first lives and renews").isNotDone();
      assertThat(one.isValid()).as("two leases later").isTrue();

      first.leases.release("t|0", one).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      Ownership two = waiting.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(one.isValid()).as("given back").isFalse();
      assertThat(two.epoch()).isGreaterThan(one.epoch());

      second.falls();
      Ownership three = third.acquire("t|0").get(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(two.isValid()).as("its node fell silent").isFalse();
      assertThat(three.isValid()).isTrue();
      assertThat(three.epoch()).isGreaterThan(two.epoch());

      third.leases.close().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      Ownership four = first.acquire("t|0").get(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(four.isValid()).as("the third has stopped in good order").isTrue();

      first.leases.forget("t|0").toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      Ownership anew = first.acquire("t|0").get(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(anew.epoch()).as("in its next life").isGreaterThan(four.epoch());
    }
  }

  private static final class Node implements AutoCloseable {
    private final CassandraConnection connection;
    private final LeaseThread thread = new LeaseThread();
    private final TableLeases leases;

    Node(String keyspace) throws Exception {
      String address = CASSANDRA.process().address();
      connection =
          CassandraConnection.open(
              new CassandraContact(List.of(address), "datacenter1", keyspace, "", ""),
              Duration.ofSeconds(LIMIT_SECONDS));
      leases =
          new TableLeases(
              new CassandraLeaseTable(connection),
              thread,
              LEASE,
              "node",
              () -> UUID.randomUUID().toString());
      leases.start();
    }

    CompletableFuture<Ownership> acquire(String key) {
      return leases.acquire(key).toCompletableFuture();
    }

    /** Does nothing more, and tells nobody. */
    void falls() {
      thread.close();
    }

    @Override
    public void close() {
      thread.close();
      connection.close();
    }
  }
}
