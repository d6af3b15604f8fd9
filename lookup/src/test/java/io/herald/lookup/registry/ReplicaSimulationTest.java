package io.herald.lookup.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several replicas whose deltas are lost, doubled and late, whose full states meet at random, and
 * which settle: in the end all agree, what was deleted last stays deleted, nothing is left over.
 */
class ReplicaSimulationTest {
  private static final int REPLICAS = 3;
  private static final int STEPS = 3_000;
  private static final List<String> TOPICS = List.of("a", "b", "c#ephemeral");
  private static final List<String> CHANNELS = List.of("", "x", "y#ephemeral");
  private static final long SETTLE_MILLIS = RegistryRules.DEFAULT.settleAfter().toMillis();

  private record Late(int index, RegistryPart part) {}

  private final List<NodeId> nodes = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();
  private final List<List<Late>> underway = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long serials;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void allReplicasComeToTheSame(long seed) {
    start();
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      now = now.plusMillis(random.nextInt(50));
      int at = random.nextInt(REPLICAS);
      replicas.get(at).apply(change(random), now);
      spread(at, random);
      deliver(random);
      if (random.nextInt(50) == 0) {
        meet(random.nextInt(REPLICAS), random.nextInt(REPLICAS));
      }
    }
    meetAll();
    for (int i = 1; i < REPLICAS; i++) {
      assertThat(view(i).topics()).as("seed " + seed).isEqualTo(view(0).topics());
      assertThat(view(i).nodes(now)).as("seed " + seed).isEqualTo(view(0).nodes(now));
    }
    deleteAllAndSettle(random, seed);
  }

  private void deleteAllAndSettle(Random random, long seed) {
    Replica stale = new Replica(nodes.get(2), 1_000);
    for (int index = 0; index < Parts.COUNT; index++) {
      stale.merge(index, replicas.get(2).parts().part(index));
    }
    TOPICS.forEach(topic -> replicas.get(0).apply(new RegistryChange.DeleteTopic(topic), now));
    replicas.get(0).takeWritten();
    for (int i = 1; i < REPLICAS; i++) {
      meet(0, i);
    }
    for (int round = 0; round < 2; round++) { // own registrations first, then what covers them
      now = now.plusMillis(2 * SETTLE_MILLIS);
      long upTo = now.toEpochMilli() - SETTLE_MILLIS;
      replicas.forEach(replica -> replica.tidy(upTo, now));
      replicas.forEach(Replica::takeWritten);
      meetAll();
      replicas.get(random.nextInt(REPLICAS)).settle(upTo);
      meetAll();
    }
    for (int i = 0; i < REPLICAS; i++) {
      meet(replicas.get(i), stale);
      assertThat(view(i).topics()).as("seed " + seed).isEmpty();
      assertThat(view(i).nodes(now)).allSatisfy(node -> assertThat(node.topics()).isEmpty());
      assertThat(replicas.get(i).parts().all().stream().map(RegistryPart::topics))
          .as("nothing is left of the topics, seed " + seed)
          .containsOnly(Map.of());
    }
  }

  private void start() {
    for (int i = 0; i < REPLICAS; i++) {
      nodes.add(new NodeId("akka://herald@127.0.0.1:" + i, i));
      underway.add(new ArrayList<>());
    }
    for (int i = 0; i < REPLICAS; i++) {
      Replica replica = new Replica(nodes.get(i), 1_000);
      replica.members(Set.copyOf(nodes));
      replicas.add(replica);
      for (int producer = 0; producer < 2; producer++) {
        long serial = ++serials;
        Producer who =
            new Producer("r" + serial, "h", "host" + serial, 4150, 4151, "1.3.0", "", "");
        replica.apply(new RegistryChange.Connect(serial, who), now);
      }
    }
  }

  private RegistryChange change(Random random) {
    String topic = TOPICS.get(random.nextInt(TOPICS.size()));
    String row = CHANNELS.get(random.nextInt(CHANNELS.size()));
    long serial = 1L + random.nextInt((int) serials); // a stranger's serial is refused
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> new RegistryChange.Register(serial, new Registration(topic, row));
      case 3, 4 -> new RegistryChange.Unregister(serial, new Registration(topic, row));
      case 5 -> new RegistryChange.Create(new Registration(topic, row));
      case 6 -> new RegistryChange.DeleteTopic(topic);
      default -> new RegistryChange.TombstoneTopic(topic, "host" + serial + ":4151");
    };
  }

  private void spread(int from, Random random) {
    Map<Integer, RegistryPart> written = new TreeMap<>(replicas.get(from).takeWritten());
    for (int to = 0; to < REPLICAS; to++) {
      List<Late> late = underway.get(to);
      if (to != from && random.nextInt(10) > 0) { // else it is lost
        written.forEach((index, part) -> late.add(new Late(index, part)));
      }
    }
  }

  private void deliver(Random random) {
    int to = random.nextInt(REPLICAS);
    List<Late> late = underway.get(to);
    for (int left = random.nextInt(4); left > 0 && !late.isEmpty(); left--) {
      int which = random.nextInt(late.size());
      Late next = random.nextInt(10) == 0 ? late.get(which) : late.remove(which);
      replicas.get(to).merge(next.index(), next.part());
    }
  }

  private void meetAll() {
    for (int round = 0; round < 2; round++) {
      for (int i = 1; i < REPLICAS; i++) {
        meet(0, i);
      }
    }
  }

  private void meet(int left, int right) {
    if (left != right) {
      meet(replicas.get(left), replicas.get(right));
    }
  }

  private static void meet(Replica left, Replica right) {
    for (int index = 0; index < Parts.COUNT; index++) {
      RegistryPart lefts = left.parts().part(index);
      left.merge(index, right.parts().part(index));
      right.merge(index, lefts);
    }
  }

  private RegistryView view(int at) {
    return new RegistryView(
        replicas.get(at).parts(),
        new Nodes(nodes.get(at), Set.copyOf(nodes), Set.copyOf(nodes)),
        Map.of(),
        Map.of(),
        RegistryRules.DEFAULT);
  }
}
