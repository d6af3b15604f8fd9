package io.herald.apps;

import akka.Done;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.herald.apps.cluster.ClusterAgreement;
import io.herald.broker.BrokerStore;
import io.herald.config.CassandraSettings;
import io.herald.config.Endpoint;
import io.herald.config.Settings;
import io.herald.persistence.cassandra.CassandraChecks;
import io.herald.persistence.cassandra.CassandraConfig;
import io.herald.persistence.cassandra.CassandraConnection;
import io.herald.persistence.cassandra.CassandraContact;
import io.herald.persistence.cassandra.CassandraException;
import io.herald.persistence.cassandra.CassandraHealth;
import io.herald.persistence.cassandra.CassandraLeaseTable;
import io.herald.persistence.cassandra.CassandraSchema;
import io.herald.persistence.journal.DataDirectory;
import io.herald.persistence.lease.LeaseThread;
import io.herald.persistence.lease.SessionFile;
import io.herald.persistence.lease.TableLeases;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cassandra, with the node's leases in it. */
final class CassandraNodeStore implements NodeStore {
  private static final Logger LOG = LoggerFactory.getLogger(CassandraNodeStore.class);

  /** How long the end of the session may take: others would only have to wait for the lease. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final CassandraConnection connection;
  private final CassandraContact contact;
  private final String schemaId;
  private final List<String> warnings;
  private final CassandraHealth health;
  private final LeaseThread leaseThread = new LeaseThread();
  private final CassandraLeaseTable leaseTable;
  private final SessionFile sessionFile;
  private final CompletionStage<Boolean> formerEnded;
  private final TableLeases leases;

  private CassandraNodeStore(
      CassandraConnection connection,
      CassandraContact contact,
      String schemaId,
      List<String> warnings,
      Settings settings,
      DataDirectory directory) {
    this.connection = connection;
    this.contact = contact;
    this.schemaId = schemaId;
    this.warnings = warnings;
    this.health = new CassandraHealth(connection);
    this.leaseTable = new CassandraLeaseTable(connection);
    this.sessionFile = new SessionFile(directory.path());
    this.formerEnded = sessionFile.endFormer(leaseTable); // at once: joining may take a while
    this.leases =
        new TableLeases(
            leaseTable,
            leaseThread,
            settings.cassandra().leaseDuration(),
            settings.node().nodeName(),
            this::newSession);
  }

  private String newSession() {
    String session = UUID.randomUUID().toString();
    sessionFile.keep(session);
    return session;
  }

  /**
   * Connects, waiting for a Cassandra that does not answer yet, and checks what is there.
   *
   * @throws CassandraException if it cannot be used
   */
  static NodeStore connect(Settings settings, DataDirectory directory) throws CassandraException {
    CassandraContact contact = contact(settings.cassandra());
    CassandraConnection connection =
        CassandraConnection.open(contact, settings.cluster().clusterJoinTimeout());
    try {
      boolean requireDurable = settings.cassandra().requireDurableCassandra();
      List<String> warnings = new CassandraChecks(connection, requireDurable).run();
      String schemaId = new CassandraSchema(connection).id();
      return new CassandraNodeStore(connection, contact, schemaId, warnings, settings, directory);
    } catch (CassandraException unusable) {
      connection.close();
      throw unusable;
    }
  }

  /** The settings as {@code persistence} takes them. */
  static CassandraContact contact(CassandraSettings settings) {
    return new CassandraContact(
        settings.cassandra().stream().map(Endpoint::toString).toList(),
        settings.cassandraDatacenter(),
        settings.cassandraKeyspace(),
        settings.cassandraUsername(),
        settings.cassandraPassword());
  }

  @Override
  public Config config() {
    return ClusterAgreement.ofCassandra(schemaId).withFallback(CassandraConfig.of(contact));
  }

  @Override
  public ActorSystemSetup addTo(ActorSystemSetup setup) {
    return setup;
  }

  @Override
  public BrokerStore open(ActorSystem<?> system) {
    CompletionStage<Void> unused =
        formerEnded.handle(
            (isEnded, failure) -> {
              if (failure == null && isEnded) {
                LOG.info("the session of this node's run before, which was killed, is ended");
              }
              leases.start(); // where it could not be ended, its lease runs out
              return null;
            });
    return new CassandraBrokerStore(system, health, leases);
  }

  /** Nothing of Cassandra's is repaired here. */
  @Override
  public CompletionStage<Done> recover() {
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public List<String> repairs() {
    return List.of();
  }

  @Override
  public void close() {
    try {
      leases.close().toCompletableFuture().get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException failure) {
      LOG.warn("the session was not ended, others wait for its lease: {}", failure.toString());
    }
    leaseThread.close();
    health.close();
    connection.close();
  }
}
