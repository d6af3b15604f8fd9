package io.herald.apps.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import com.typesafe.config.Config;
import io.herald.config.ClusterSettings;
import io.herald.config.Endpoint;
import io.herald.config.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's way into the cluster. Without seeds, or with itself as the only one, it begins a
 * cluster of its own. Otherwise it asks the seeds until one lets it in; only the first of the list
 * may begin a cluster if no other seed answers, so that nodes that start together do not begin
 * several.
 */
public final class ClusterMembership {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterMembership.class);
  private static final Duration TOLD_EVERY = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final ClusterSettings settings;
  private final CompletableFuture<Void> up = new CompletableFuture<>();

  private ClusterMembership(ActorSystem<?> system, ClusterSettings settings) {
    this.cluster = Cluster.get(system);
    this.settings = settings;
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
  public static void join(ActorSystem<?> system, ClusterSettings settings)
      throws InterruptedException {
    ClusterMembership membership = new ClusterMembership(system, settings);
    Config config = system.settings().config();
    ClusterAgreement.joining(config, membership::refuse);
    QuietJoin.begin();
    membership.ask();
    membership.awaitUp();
    QuietJoin.end();
    ClusterAgreement.joined(config);
  }

  private void refuse(String reason) {
    up.completeExceptionally(new IllegalStateException(reason));
  }

  private void ask() {
    List<Address> seeds = settings.clusterSeed().stream().map(this::address).distinct().toList();
    if (seeds.isEmpty()) {
      cluster.join(cluster.selfAddress());
    } else {
      cluster.joinSeedNodes(seeds); // which knows what to do with the node's own address
    }
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
          + settings.clusterSeed().stream()
              .map(Endpoint::toString)
              .collect(Collectors.joining(" or "))
          + " (a seed must run and be written as in its own --cluster-address)";
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
