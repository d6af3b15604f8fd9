package io.herald.apps;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.Address;
import akka.actor.BootstrapSetup;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.tcp.EventLoops;
import io.herald.config.Endpoint;
import io.herald.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;

/**
 * The ActorSystem of a node in this JVM, configured as a node's is, and nothing that runs on it.
 */
final class ClusterNode implements AutoCloseable {
  private static final String ADDRESS = "--cluster-address=127.0.0.1:0";
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /**
   * Akka gives each phase of leaving a cluster ten seconds, and a node may need several in full.
   */
  private static final Duration LEAVING = Duration.ofSeconds(90);

  private final EventLoops loops = new EventLoops(1, Duration.ofMillis(2));
  private final ActorSystem<Void> system;
  private final Cluster cluster;

  private ClusterNode(Settings settings) {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "herald",
            ClusterTls.setup(settings).and(BootstrapSetup.create(config(settings))));
    cluster = Cluster.get(system);
  }

  private Config config(Settings settings) {
    return ConfigFactory.parseString("akka.cluster.jmx.enabled = off") // one JVM, one name
        .withFallback(NodeConfig.of(settings, loops, ConfigFactory.empty()));
  }

  /** A node that has not joined anything yet, on a free port of 127.0.0.1. */
  static ClusterNode start() {
    return new ClusterNode(Settings.ofFlags(ADDRESS));
  }

  /** The same with TLS from the files of a directory. */
  static ClusterNode start(Path clusterTlsPath) {
    return new ClusterNode(
        Settings.ofFlags(
            ADDRESS, "--cluster-tls-path=" + clusterTlsPath, "--tls-reload-interval=100ms"));
  }

  /** Begins a cluster of its own. */
  ClusterNode alone() {
    cluster.manager().tell(Join.create(address()));
    await(() -> members().size() == 1);
    return this;
  }

  /** Tries to join another node's cluster, again and again. */
  void join(ClusterNode seed) {
    cluster.manager().tell(new JoinSeedNodes(List.of(seed.address())));
  }

  /** The nodes that this one knows to be in its cluster. */
  List<Address> members() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .map(Member::address)
        .toList();
  }

  Address address() {
    return cluster.selfMember().address();
  }

  /** Where other nodes connect to. */
  Endpoint endpoint() {
    return new Endpoint(address().getHost().orElseThrow(), address().getPort().orElseThrow());
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("did not come true in time").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** Waits for the phases of leaving, each of which is bounded, not for actors that never end. */
  @Override
  public void close() {
    CompletionStage<Done> left =
        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
    assertThat(left).succeedsWithin(LEAVING);
    assertThat(loops.shutDown())
        .succeedsWithin(DEADLINE); // Akka's dispatchers run on them, so they end last
  }
}
