package io.herald.lookup;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.JoinSeedNodes;
import akka.cluster.typed.Leave;
import akka.remote.RemoteActorRefProvider;
import akka.remote.testkit.Blackhole$;
import akka.remote.testkit.Direction;
import akka.remote.testkit.SetThrottle;
import akka.remote.testkit.ThrottleMode;
import akka.remote.testkit.Unthrottled$;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.lookup.registry.Lookup;
import io.herald.lookup.registry.RegistryRules;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import scala.jdk.javaapi.FutureConverters;

/**
 * One node of a cluster in this JVM: an actor system on a free port of 127.0.0.1, and its registry.
 */
public final class LookupNode implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final ActorSystem<Void> system;
  private final Lookup lookup;

  private LookupNode(ActorSystem<Void> system, Lookup lookup) {
    this.system = system;
    this.lookup = lookup;
  }

  /** A cluster of one. */
  public static LookupNode alone() {
    return alone(RegistryRules.DEFAULT);
  }

  public static LookupNode alone(RegistryRules rules) {
    ActorSystem<Void> system = newSystem();
    return joined(system, Cluster.get(system).selfMember().address(), rules);
  }

  /** Joins another node's cluster. */
  public static LookupNode joining(LookupNode seed) {
    return joining(seed, RegistryRules.DEFAULT);
  }

  public static LookupNode joining(LookupNode seed, RegistryRules rules) {
    return joined(newSystem(), Cluster.get(seed.system).selfMember().address(), rules);
  }

  public ActorSystem<Void> system() {
    return system;
  }

  public Lookup lookup() {
    return lookup;
  }

  /** From now on this node and the other do not hear each other. */
  public void cutOff(LookupNode other) {
    link(other, Blackhole$.MODULE$);
  }

  /** They hear each other again. */
  public void reconnect(LookupNode other) {
    link(other, Unthrottled$.MODULE$);
  }

  private void link(LookupNode other, ThrottleMode mode) {
    RemoteActorRefProvider provider = (RemoteActorRefProvider) Adapter.toClassic(system).provider();
    Object command =
        new SetThrottle(
            Cluster.get(other.system).selfMember().address(), Direction.Both$.MODULE$, mode);
    outcome(FutureConverters.asJava(provider.transport().managementCommand(command)));
  }

  /** Leaves the cluster and ends. */
  public void leave() {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(new Leave(cluster.selfMember().address()));
    await(() -> system.whenTerminated().isCompleted());
  }

  @Override
  public void close() {
    system.terminate();
    await(() -> system.whenTerminated().isCompleted());
  }

  /** Waits until something holds, and fails if it does not within the deadline. */
  public static void await(BooleanSupplier condition) {
    await(DEADLINE, condition);
  }

  public static void await(Duration within, BooleanSupplier condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not come true within " + within);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** The outcome of a stage, waited for. */
  public static <T> T outcome(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static LookupNode joined(ActorSystem<Void> system, Address seed, RegistryRules rules) {
    Lookup lookup = Lookup.start(system, rules);
    Cluster.get(system).manager().tell(new JoinSeedNodes(List.of(seed)));
    await(() -> Cluster.get(system).selfMember().status().equals(MemberStatus.up()));
    return new LookupNode(system, lookup);
  }

  private static ActorSystem<Void> newSystem() {
    return ActorSystem.create(Behaviors.empty(), "herald", config());
  }

  private static Config config() {
    return ConfigFactory.parseString(
            """
            akka.actor.provider = cluster
            akka.remote.artery.transport = tcp
            akka.remote.artery.advanced.test-mode = on
            akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            akka.cluster.distributed-data.gossip-interval = 1s
            akka.cluster.distributed-data.notify-subscribers-interval = 100ms
            akka.cluster.jmx.multi-mbeans-in-same-jvm = on
            akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 20s
            akka.coordinated-shutdown.exit-jvm = off
            akka.loglevel = WARNING
            akka.log-dead-letters = off
            akka.log-dead-letters-during-shutdown = off
            """)
        .withFallback(ConfigFactory.load());
  }
}
