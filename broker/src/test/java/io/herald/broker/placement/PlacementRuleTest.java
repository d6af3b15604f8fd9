package io.herald.broker.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlacementRuleTest {
  private static final double IDLE = 10;
  private static final PlacementLimits LIMITS = new PlacementLimits(0.2, 4, IDLE, 30, 128);

  private final PlacementRule rule = new PlacementRule(LIMITS);
  private final Map<String, Set<Integer>> nodes = new TreeMap<>();
  private final Map<Integer, Double> loads = new HashMap<>();

  @Test
  void neighboursGoToDifferentNodesWhenLoadsAreEven() {
    nodes("a", "b", "c");
    for (int topic : List.of(5, 90, 40, 7)) { // the last one's shards are partly there already
      Set<String> taken = new HashSet<>();
      for (int shard = topic; shard < topic + 3; shard++) {
        taken.add(nodeOf(shard));
      }
      assertThat(taken).as("nodes of shards from %d", topic).hasSize(3);
    }
  }

  @Test
  void aNewShardGoesToTheNodeWithTheLeastLoad() {
    has("a", 1, 500);
    has("b", 2, 100);
    has("b", 3, 100);
    has("c", 4, 300);
    assertThat(rule.place(9, nodes, this::load)).isEqualTo("b");
  }

  @Test
  void idleShardsAreSpreadByTheirNumber() {
    nodes("a", "b");
    for (int shard = 0; shard < 10; shard++) {
      has("a", shard, IDLE);
    }
    assertThat(untilQuiet()).isEqualTo(5);
    assertThat(nodes.get("b")).hasSize(5);
  }

  @Test
  void oneMoreIdleShardIsNoReasonToMove() {
    has("a", 1, IDLE);
    has("a", 2, IDLE);
    has("b", 3, IDLE);
    assertThat(round()).isEmpty();
  }

  @Test
  void nothingMovesBelowTheThreshold() {
    for (int shard = 0; shard < 11; shard++) {
      has("a", shard, 100);
    }
    for (int shard = 20; shard < 29; shard++) {
      has("b", shard, 100);
    }
    assertThat(round()).as("1100 and 900 differ by 20 %% of the mean").isEmpty();
    has("a", 11, 100);
    assertThat(round()).as("1200 and 900 by 29 %%").hasSize(1);
  }

  @Test
  void hotShardsPart() {
    has("a", 1, 1000);
    has("a", 2, 1100);
    has("b", 3, IDLE);
    assertThat(round()).extracting(Move::from, Move::to).containsExactly(tuple("a", "b"));
    assertThat(nodes.get("a").size()).isEqualTo(1);
    assertThat(round()).isEmpty();
  }

  @Test
  void aShardThatIsLargerThanAllOthersStaysAndTheOthersLeave() {
    has("a", 0, 10_000);
    for (int shard = 1; shard < 20; shard++) {
      has(shard < 10 ? "a" : "b", shard, 200);
    }
    nodes("b", "c");
    untilQuiet();
    assertThat(nodes.get("a")).containsExactly(0);
    assertThat(nodes.get("b").size()).isBetween(9, 10);
  }

  @Test
  void whatIsTooSmallToMatterMovesOnlyToWhoHasFewer() {
    has("a", 0, 100_000);
    for (int shard = 1; shard < 20; shard++) {
      has(shard < 10 ? "a" : "b", shard, IDLE);
    }
    assertThat(round()).isEmpty();
    nodes("c");
    assertThat(untilQuiet()).isEqualTo(5);
    assertThat(nodes.get("c")).hasSize(5).doesNotContain(0);
    assertThat(nodes.get("a")).hasSize(5);
  }

  @Test
  void noMoreMovesThanAllowedInOneRoundTheLargestFirst() {
    for (int shard = 0; shard < 40; shard++) {
      has("a", shard, 100 + shard);
    }
    nodes("b");
    List<Move> moves = round();
    assertThat(moves).extracting(Move::shard).containsExactly(39, 38, 37, 36);
  }

  @Test
  void whatHasMovedRests() {
    has("a", 1, 1000);
    has("a", 2, 900);
    nodes("b");
    Move first = round().get(0);
    loads.put(first.shard(), 5000.0); // it draws load after it, as publishers follow partitions
    has("b", 3, 2000);
    has("c", 4, 10);
    List<Move> next = round();
    assertThat(next).isNotEmpty().noneMatch(move -> move.shard() == first.shard());
    for (int round = 0; round < LIMITS.restRounds(); round++) {
      assertThat(round()).noneMatch(move -> move.shard() == first.shard());
    }
  }

  @Test
  void aNodeByItselfKeepsEverything() {
    has("a", 1, 1000);
    assertThat(round()).isEmpty();
    assertThat(rule.place(2, nodes, this::load)).isEqualTo("a");
    nodes.clear();
    assertThat(rule.round(nodes, this::load)).isEmpty();
  }

  private void nodes(String... names) {
    for (String name : names) {
      nodes.computeIfAbsent(name, any -> new TreeSet<>());
    }
  }

  private void has(String node, int shard, double load) {
    nodes(node);
    nodes.get(node).add(shard);
    loads.put(shard, load);
  }

  private double load(int shard) {
    return loads.getOrDefault(shard, IDLE);
  }

  private String nodeOf(int shard) {
    for (Map.Entry<String, Set<Integer>> each : nodes.entrySet()) {
      if (each.getValue().contains(shard)) {
        return each.getKey();
      }
    }
    String node = rule.place(shard, nodes, this::load);
    has(node, shard, IDLE);
    return node;
  }

  private List<Move> round() {
    List<Move> moves = rule.round(nodes, this::load);
    for (Move move : moves) {
      nodes.get(move.from()).remove(move.shard());
      nodes.get(move.to()).add(move.shard());
    }
    return moves;
  }

  private int untilQuiet() {
    int moved = 0;
    for (List<Move> moves = round(); !moves.isEmpty(); moves = round()) {
      moved += moves.size();
    }
    return moved;
  }
}
