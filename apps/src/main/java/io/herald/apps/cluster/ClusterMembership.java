package io.herald.apps.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import com.typesafe.config.Config;
import io.herald.config.ClusterSettings;
import io.herald.config.Endpoint;
import io.herald.config.GoDuration;
import io.herald.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's way into the cluster. With seeds it asks them until one lets it in; only the first of
 * the list may begin a cluster if no other answers, so that nodes that start together do not begin
 * several. Without seeds it asks the nodes it remembers, and begins a cluster of its own if none of
 * them answers within a few seconds.
 */
public final class ClusterMembership {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterMembership.class);
  private static final Duration TOLD_EVERY = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final ClusterSettings settings;
  private final List<Address> seeds;
  private final CompletableFuture<Void> up = new CompletableFuture<>();

  private ClusterMembership(ActorSystem<?> system, ClusterSettings settings, List<Endpoint> known) {
    this.cluster = Cluster.get(system);
    this.settings = settings;
    this.seeds = seeds(settings.clusterSeed(), known);
    cluster.registerOnMemberUp(() -> up.complete(null));
    system
        .getWhenTerminated()
        .whenComplete(
            (end, failure) ->
                up.completeExceptionally(new IllegalStateException("ended while joining")));
  }

  /**
   * Joins; returns when the node is up.
   *
   * @throws IllegalStateException in one line, if it is refused or nobody lets it in in time
   */
  public static void join(ActorSystem<?> system, Settings settings) throws InterruptedException {
    Path directory = settings.node().dataPath();
    List<Endpoint> known = MemberMemory.read(directory);
    ClusterMembership membership = new ClusterMembership(system, settings.cluster(), known);
    Config config = system.settings().config();
    ClusterAgreement.joining(config, membership::refuse);
    membership.ask();
    membership.awaitUp();
    QuietStart.end();
    ClusterAgreement.joined(config);
    MemberMemory.start(system, directory);
  }

  private void refuse(String reason) {
    up.completeExceptionally(new IllegalStateException(reason));
  }

  private void ask() {
    cluster.joinSeedNodes(seeds);
  }

  /**
   * Those that were named, then those that are remembered. A node to which none was named may begin
   * a cluster, so it stands first itself: Akka's rule for the first is what this needs.
   */
  private List<Address> seeds(List<Endpoint> named, List<Endpoint> known) {
    Stream<Address> first =
        named.isEmpty() ? Stream.of(cluster.selfAddress()) : named.stream().map(this::address);
    return Stream.concat(first, known.stream().map(this::address)).distinct().toList();
  }

  /** As Artery knows the seed: by the very words of that node's own --cluster-address. */
  private Address address(Endpoint seed) {
    Address self = cluster.selfAddress();
    return new Address(self.protocol(), self.system(), seed.host(), seed.port());
  }

  private void awaitUp() throws InterruptedException {
    long begun = System.nanoTime();
    long limit = settings.clusterJoinTimeout().toNanos();
    while (true) {
      long left = limit - (System.nanoTime() - begun);
      if (left <= 0) {
        throw new IllegalStateException(
            "not in the cluster within "
                + GoDuration.format(settings.clusterJoinTimeout())
                + ": "
                + obstacle());
      }
      if (isUpWithin(Math.min(left, TOLD_EVERY.toNanos()))) {
        return;
      }
      if (left <= TOLD_EVERY.toNanos()) {
        continue;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begun);
      LOG.info("joining the cluster for {} s: {}", waited.toSeconds(), obstacle());
    }
  }

  private boolean isUpWithin(long nanos) throws InterruptedException {
    try {
      up.get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException refused) {
      throw new IllegalStateException(refused.getCause().getMessage(), refused.getCause());
    }
  }

  /** What this node waits for. */
  private String obstacle() {
    if (cluster.selfMember().status() == MemberStatus.removed()) {
      return "no answer from "
          + seeds.stream()
              .filter(seed -> !seed.equals(cluster.selfAddress()))
              .map(ClusterSight::endpoint)
              .collect(Collectors.joining(" or "))
          + " (a seed must run, "
          + (settings.clusterTlsPath().isEmpty()
              ? "without --cluster-tls-path"
              : "with a certificate of the same CA")
          + ", and be written as in its own --cluster-address)";
    }
    String unreachable =
        StreamSupport.stream(cluster.state().getUnreachable().spliterator(), false)
            .map(member -> ClusterSight.endpoint(member.address()))
            .collect(Collectors.joining(", "));
    return unreachable.isEmpty()
        ? "let in, waiting for the other nodes to agree"
        : "let in, but nobody is admitted while a node is unreachable: " + unreachable;
  }
}
