package io.herald.broker.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * Which node a shard goes to, and which shards move because their nodes are loaded unevenly.
 *
 * <p>A move interrupts its partitions for a moment, so it must be worth it. From a node with load H
 * to the one with the least, C, a shard of load w may move if
 *
 * <ul>
 *   <li>the difference D = H - C is more than the threshold, and more than one idle partition,
 *   <li>w is at most four fifths of D: then C ends clearly below H; a shard that is larger than all
 *       others together stays where it is, and the others leave,
 *   <li>what is gained, the smaller one of w and D - w, matters; or it is at least an idle
 *       partition and the other node has fewer shards, so that a node that joins gets its share of
 *       those, too.
 * </ul>
 *
 * <p>The move that gains most is made first. Each one makes the sum of the squares of the loads
 * smaller, so with constant loads there is an end, and nothing moves to and fro. Loads that change
 * because of a move cannot cause that either: a shard that has moved rests for some rounds.
 */
public final class PlacementRule {
  private static final double PART_OF_DIFFERENCE_MAX = 0.8;

  private final PlacementLimits limits;
  private final Map<Integer, Integer> restingRounds = new HashMap<>(); // by shard

  public PlacementRule(PlacementLimits limits) {
    this.limits = limits;
  }

  /**
   * Where a shard goes that is nowhere: to the node with the least load. Of nodes that are even, to
   * the one whose shards are farthest from it.
   *
   * @param nodes those that may have it, at least one, and what they have
   */
  public String place(
      int shard, Map<String, ? extends Collection<Integer>> nodes, IntToDoubleFunction loads) {
    List<NodeShare> shares = shares(nodes, loads);
    double least = shares.stream().mapToDouble(NodeShare::load).min().orElseThrow();
    return shares.stream()
        .filter(share -> share.load() <= least + limits.idleLoad() / 2)
        .min(
            Comparator.comparingInt((NodeShare share) -> -distance(share, shard))
                .thenComparing(NodeShare::load)
                .thenComparing(NodeShare::node))
        .orElseThrow()
        .node();
  }

  /**
   * What moves in this round.
   *
   * @param nodes all nodes that may have shards, and what they have
   */
  public List<Move> round(
      Map<String, ? extends Collection<Integer>> nodes, IntToDoubleFunction loads) {
    restingRounds.values().removeIf(rounds -> rounds <= 1);
    restingRounds.replaceAll((shard, rounds) -> rounds - 1);
    List<NodeShare> shares = shares(nodes, loads);
    List<Move> moves = new ArrayList<>();
    while (moves.size() < limits.movesMax()) {
      Move move = bestMove(shares, loads);
      if (move == null) {
        break;
      }
      share(shares, move.from()).give(move.shard(), move.load(), share(shares, move.to()));
      restingRounds.put(move.shard(), limits.restRounds() + 1);
      moves.add(move);
    }
    return moves;
  }

  /** From the node with the highest load that has something to give; null if there is none. */
  private Move bestMove(List<NodeShare> shares, IntToDoubleFunction loads) {
    shares.sort(Comparator.comparing(NodeShare::load).thenComparing(NodeShare::node));
    for (int from = shares.size() - 1; from > 0; from--) {
      double difference = shares.get(from).load() - shares.get(0).load();
      if (difference <= differenceMin(shares)) {
        return null;
      }
      Move move = bestMove(shares.get(from), shares.get(0), gainMin(shares, from), loads);
      if (move != null) {
        return move;
      }
    }
    return null;
  }

  private Move bestMove(NodeShare from, NodeShare to, double gainMin, IntToDoubleFunction loads) {
    double difference = from.load() - to.load();
    return from.shards().stream()
        .filter(shard -> !restingRounds.containsKey(shard))
        .filter(shard -> loads.applyAsDouble(shard) <= difference * PART_OF_DIFFERENCE_MAX)
        .filter(shard -> gain(loads.applyAsDouble(shard), difference) >= gainMin)
        .max(
            Comparator.comparingDouble(
                    (Integer shard) -> gain(loads.applyAsDouble(shard), difference))
                .thenComparing(shard -> distance(to, shard) - distance(from, shard)))
        .map(shard -> new Move(shard, loads.applyAsDouble(shard), from.node(), to.node()))
        .orElse(null);
  }

  /** How much less the more loaded one of the two nodes has to do. */
  private static double gain(double load, double difference) {
    return Math.min(load, difference - load);
  }

  private double differenceMin(List<NodeShare> shares) {
    return Math.max(limits.idleLoad(), limits.threshold() * total(shares) / shares.size());
  }

  /**
   * For a move to the first node, half an idle partition or half the threshold's part of a mean
   * shard.
   */
  private double gainMin(List<NodeShare> shares, int from) {
    int fewer = shares.get(from).shards().size() - shares.get(0).shards().size();
    if (fewer > 1) {
      return limits.idleLoad() / 2;
    }
    int shards = shares.stream().mapToInt(share -> share.shards().size()).sum();
    return Math.max(limits.idleLoad(), limits.threshold() * total(shares) / shards) / 2;
  }

  private static double total(List<NodeShare> shares) {
    return shares.stream().mapToDouble(NodeShare::load).sum();
  }

  private int distance(NodeShare share, int shard) {
    return share.distance(shard, limits.shardCount());
  }

  private static NodeShare share(List<NodeShare> shares, String node) {
    return shares.stream().filter(share -> share.node().equals(node)).findFirst().orElseThrow();
  }

  private static List<NodeShare> shares(
      Map<String, ? extends Collection<Integer>> nodes, IntToDoubleFunction loads) {
    List<NodeShare> shares = new ArrayList<>();
    nodes.forEach((node, shards) -> shares.add(new NodeShare(node, shards, loads)));
    return shares;
  }
}
