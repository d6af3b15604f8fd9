package io.herald.broker.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A cluster whose nodes come and go and whose loads change, a million steps long; in between all
 * stays as it is until nothing moves any more. {@code -Dherald.model.seed=N} plays one again.
 */
class PlacementModelTest {
  private static final int STEPS = 1_000_000;
  private static final int STEPS_PER_CLUSTER = 2_000;
  private static final double IDLE = 10;
  private static final double SHARED_LOAD_MAX = 5000;

  private Random random;
  private PlacementLimits limits;
  private PlacementRule rule;
  private Map<String, Set<Integer>> nodes;
  private Map<Integer, Double> loads;
  private Map<Integer, Integer> movedInRound; // when a shard moved last
  private int rounds;
  private int joined;
  private int settlingMoves;
  private int movesBack;

  @Test
  void aMillionSteps() {
    long seed = Long.getLong("herald.model.seed", System.nanoTime());
    random = new Random(seed);
    try {
      for (int step = 0; step < STEPS; step++) {
        if (step % STEPS_PER_CLUSTER == 0) {
          begin();
        }
        step();
      }
      assertThat(settlingMoves).isGreaterThan(1000);
      assertThat(movesBack * 50).as("few of %s went back", settlingMoves).isLessThan(settlingMoves);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError("-Dherald.model.seed=" + seed, failure);
    }
  }

  private void begin() {
    int shardCount = 1 << (2 + random.nextInt(6));
    limits =
        new PlacementLimits(
            0.05 + random.nextDouble() * 0.5,
            1 + random.nextInt(8),
            IDLE,
            random.nextInt(40),
            shardCount);
    rule = new PlacementRule(limits);
    nodes = new TreeMap<>();
    loads = new HashMap<>();
    movedInRound = new HashMap<>();
    joined = 0;
    join();
  }

  private void step() {
    int dice = random.nextInt(1000);
    if (dice < 300) {
      changeLoad();
    } else if (dice < 500) {
      create();
    } else if (dice < 510) {
      join();
    } else if (dice < 520) {
      leave();
    } else if (dice < 980) {
      round();
    } else {
      settle();
    }
  }

  private void changeLoad() {
    if (!loads.isEmpty()) {
      int shard = random.nextInt(limits.shardCount());
      loads.computeIfPresent(shard, (same, before) -> randomLoad());
    }
  }

  private double randomLoad() {
    switch (random.nextInt(4)) {
      case 0:
        return IDLE * (1 + random.nextInt(5));
      case 1:
        return IDLE + random.nextDouble() * SHARED_LOAD_MAX * 100;
      default:
        return IDLE + random.nextDouble() * SHARED_LOAD_MAX;
    }
  }

  private void create() {
    int shard = random.nextInt(limits.shardCount());
    if (!loads.containsKey(shard)) {
      place(shard, random.nextBoolean() ? IDLE : randomLoad());
    }
  }

  private void place(int shard, double load) {
    String node = rule.place(shard, nodes, this::load);
    double least = nodes.keySet().stream().mapToDouble(this::load).min().orElseThrow();
    assertThat(load(node)).isLessThanOrEqualTo(least + IDLE / 2);
    nodes.get(node).add(shard);
    loads.put(shard, load);
  }

  private void join() {
    if (nodes.size() < 7) {
      nodes.put("node" + joined++, new TreeSet<>());
    }
  }

  private void leave() {
    if (nodes.size() > 1) {
      String leaving = new ArrayList<>(nodes.keySet()).get(random.nextInt(nodes.size()));
      nodes.remove(leaving).forEach(shard -> place(shard, load(shard)));
    }
  }

  /** One round with everything that holds for each of its moves. */
  private List<Move> round() {
    rounds++;
    List<Move> moves = rule.round(nodes, this::load);
    assertThat(moves.size()).isLessThanOrEqualTo(limits.movesMax());
    for (Move move : moves) {
      double from = load(move.from());
      double to = load(move.to());
      Integer before = movedInRound.put(move.shard(), rounds);
      assertThat(before == null || rounds - before > limits.restRounds())
          .as("%s moved in round %s and again in %s", move, before, rounds)
          .isTrue();
      assertThat(nodes.get(move.from()).remove(move.shard())).as("%s is there", move).isTrue();
      nodes.get(move.to()).add(move.shard());
      assertThat(Math.max(load(move.from()), load(move.to())))
          .as("%s makes the worse one better", move)
          .isLessThan(from);
      assertThat(squares(load(move.from()), load(move.to())))
          .as("the sum of squares with %s", move)
          .isLessThan(squares(from, to));
      assertThat(from - to).as("%s is worth it", move).isGreaterThan(differenceMin());
    }
    return moves;
  }

  /**
   * As loads stay what they are, it ends. No placement comes again, because each move makes the sum
   * of squares smaller; a shard may be back where it was, with others in another place, but rarely.
   */
  private void settle() {
    Set<String> left = new HashSet<>();
    int quiet = 0;
    int limit = (limits.restRounds() + 1) * (loads.size() + 2);
    for (int turn = 0; quiet <= limits.restRounds(); turn++) {
      assertThat(turn).as("rounds until nothing moves").isLessThan(limit);
      List<Move> moves = round();
      quiet = moves.isEmpty() ? quiet + 1 : 0;
      for (Move move : moves) {
        left.add(move.shard() + " of " + move.from());
        settlingMoves++;
        movesBack += left.contains(move.shard() + " of " + move.to()) ? 1 : 0;
      }
    }
    expectNothingUseful();
    expectEven();
  }

  private void expectNothingUseful() {
    String to = coldest();
    for (String from : nodes.keySet()) {
      double difference = load(from) - load(to);
      for (int shard : nodes.get(from)) {
        double gain = Math.min(load(shard), difference - load(shard));
        boolean isLight = load(shard) <= difference * 0.8;
        boolean matters = gain >= limits.threshold() * total() / loads.size() / 2;
        boolean hasFewer = nodes.get(from).size() > nodes.get(to).size() + 1;
        assertThat(
                difference > differenceMin()
                    && isLight
                    && gain >= IDLE / 2
                    && (matters || hasFewer))
            .as("%d could still move from %s to %s, %s", shard, from, to, nodes)
            .isFalse();
      }
    }
  }

  private String coldest() {
    return nodes.keySet().stream()
        .min(Comparator.<String>comparingDouble(this::load).thenComparing(node -> node))
        .orElseThrow();
  }

  /** Two nodes are as even as can be, unless the one with more has only large shards. */
  private void expectEven() {
    double least = nodes.keySet().stream().mapToDouble(this::load).min().orElseThrow();
    for (Set<Integer> shards : nodes.values()) {
      double difference = shards.stream().mapToDouble(this::load).sum() - least;
      boolean hasLight =
          shards.stream()
              .anyMatch(
                  shard -> load(shard) >= total() / loads.size() && load(shard) <= difference / 2);
      assertThat(difference > differenceMin() && hasLight).isFalse();
    }
  }

  private static double squares(double one, double other) {
    return one * one + other * other;
  }

  private double differenceMin() {
    return Math.max(IDLE, limits.threshold() * total() / nodes.size());
  }

  private double total() {
    return loads.values().stream().mapToDouble(load -> load).sum();
  }

  private double load(String node) {
    return nodes.get(node).stream().mapToDouble(this::load).sum();
  }

  private double load(int shard) {
    return loads.get(shard);
  }
}
