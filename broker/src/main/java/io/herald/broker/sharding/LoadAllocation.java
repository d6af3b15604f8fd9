package io.herald.broker.sharding;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ShardCoordinator;
import io.herald.broker.placement.Move;
import io.herald.broker.placement.PlacementLimits;
import io.herald.broker.placement.PlacementRule;
import io.herald.broker.placement.ShardLoads;
import io.herald.broker.placement.ShardReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What the shard coordinator asks: it runs on the oldest node, so only that node's instance is in
 * use. All answers are there at once, because the coordinator asks the next question when it has
 * noted the last answer, and several shards placed at once would go to the same node otherwise.
 *
 * <p>A node that is unreachable, not yet or no longer a full member gets no shard; while there is
 * such a node, or something moves already, nothing is moved for its load.
 */
final class LoadAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(LoadAllocation.class);

  private record Region(ActorRef actor, Member member, Set<Integer> shards) {
    String node() {
      return member.address().getHost().orElse("") + ":" + member.address().getPort().orElse(0);
    }
  }

  private final Cluster cluster;
  private final NodeNotes notes;
  private final PlacementRule rule;
  private final ShardLoads loads;
  private final Map<Integer, String> destinations = new HashMap<>(); // of shards on their way

  LoadAllocation(Cluster cluster, NodeNotes notes, PlacementLimits limits) {
    this.cluster = cluster;
    this.notes = notes;
    this.rule = new PlacementRule(limits);
    this.loads = new ShardLoads(limits.idleLoad());
  }

  @Override
  public synchronized Future<ActorRef> allocateShard(
      ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> current) {
    int shard = Integer.parseInt(shardId);
    notes.all().values().forEach(note -> loads.adopt(ShardReport.read(note)));
    String destination = destinations.remove(shard);
    List<Region> fit = fit(regions(current));
    if (fit.isEmpty()) {
      return Future.successful(current.keySet().iterator().next()); // better than none
    }
    String node =
        fit.stream().anyMatch(region -> region.node().equals(destination))
            ? destination
            : rule.place(shard, shardsByNode(fit), loads::of);
    return Future.successful(
        fit.stream()
            .filter(region -> region.node().equals(node))
            .findFirst()
            .orElseThrow()
            .actor());
  }

  @Override
  public synchronized Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
    List<Region> regions = regions(current);
    observe(regions);
    if (!inProgress.isEmpty() || !isQuiet()) {
      return Future.successful(Set.of());
    }
    Map<String, Set<Integer>> before = shardsByNode(regions);
    List<Move> moves = rule.round(before, loads::of);
    destinations.clear();
    moves.forEach(move -> destinations.put(move.shard(), move.to()));
    if (!moves.isEmpty()) {
      LOG.info("{}", reason(moves, before));
    }
    return Future.successful(
        moves.stream().map(move -> Integer.toString(move.shard())).collect(Collectors.toSet()));
  }

  private void observe(List<Region> regions) {
    Set<Integer> placed = new HashSet<>();
    Map<Integer, Double> reports = new HashMap<>();
    for (Region region : regions) {
      placed.addAll(region.shards());
      Map<Integer, Double> report =
          notes.of(region.member().uniqueAddress()).map(ShardReport::read).orElse(Map.of());
      report.forEach(
          (shard, load) -> {
            if (region.shards().contains(shard)) {
              reports.put(shard, load);
            }
          });
    }
    loads.observe(placed, reports);
  }

  /** Those that are likely to be there for a while; of none if there is no such node. */
  private List<Region> fit(List<Region> regions) {
    Set<Member> unreachable = cluster.state().getUnreachable();
    List<Region> best =
        only(
            regions,
            region ->
                region.member().status() == MemberStatus.up()
                    && !unreachable.contains(region.member()));
    return best.isEmpty()
        ? only(
            regions,
            region ->
                Set.of(MemberStatus.up(), MemberStatus.weaklyUp(), MemberStatus.joining())
                    .contains(region.member().status()))
        : best;
  }

  private static List<Region> only(List<Region> regions, Predicate<Region> condition) {
    return regions.stream().filter(condition).toList();
  }

  private boolean isQuiet() {
    CurrentClusterState state = cluster.state();
    return state.getUnreachable().isEmpty()
        && StreamSupport.stream(state.getMembers().spliterator(), false)
            .allMatch(member -> member.status() == MemberStatus.up());
  }

  private List<Region> regions(Map<ActorRef, IndexedSeq<String>> current) {
    List<Region> regions = new ArrayList<>();
    current.forEach(
        (actor, shardIds) ->
            member(actor)
                .ifPresent(member -> regions.add(new Region(actor, member, shards(shardIds)))));
    return regions;
  }

  private static Set<Integer> shards(IndexedSeq<String> ids) {
    return CollectionConverters.asJava(ids).stream()
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** None if this node has not heard yet that it joins. */
  private Optional<Member> member(ActorRef region) {
    Address address = region.path().address();
    Address node = address.hasLocalScope() ? cluster.selfAddress() : address;
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.address().equals(node))
        .findFirst();
  }

  private static Map<String, Set<Integer>> shardsByNode(List<Region> regions) {
    Map<String, Set<Integer>> nodes = new TreeMap<>();
    regions.forEach(region -> nodes.put(region.node(), region.shards()));
    return nodes;
  }

  private String reason(List<Move> moves, Map<String, Set<Integer>> before) {
    String moving =
        moves.stream()
            .map(move -> move.shard() + " (" + Math.round(move.load()) + "/s) to " + move.to())
            .collect(Collectors.joining(", "));
    String uneven =
        before.entrySet().stream()
            .map(each -> each.getKey() + " has " + load(each.getValue()) + "/s")
            .collect(Collectors.joining(", "));
    return "moving shards of partitions: " + moving + "; because " + uneven;
  }

  private long load(Set<Integer> shards) {
    return Math.round(shards.stream().mapToDouble(loads::of).sum());
  }
}
