package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts the power after random work. With {@link Durability#POWER} everything confirmed must be
 * there afterwards; with {@link Durability#PROCESS} everything up to the last background sync.
 * {@code -Dherald.powercut.seed=N} repeats a run.
 */
final class PowerCutTest {
  private static final long SEED = Long.getLong("herald.powercut.seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("herald.powercut.rounds", 80);

  @TempDir Path root;

  /** What must survive of one persistence id. */
  private static final class Expected {
    private final Map<Long, byte[]> events = new TreeMap<>();
    private long highest;
    private long snapshot;
  }

  private final Map<String, Expected> expected = new HashMap<>();

  @Test
  void whatWasConfirmedSurvives() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = SEED + round;
      try {
        expected.clear();
        Path directory = root.resolve("r" + round);
        var random = new Random(seed);
        Durability durability = random.nextBoolean() ? Durability.POWER : Durability.PROCESS;
        // A second life begins on what the first one's power cut left.
        live(random, directory, root.resolve("r" + round + "cut"), durability);
        live(
            random, root.resolve("r" + round + "cut"), root.resolve("r" + round + "x"), durability);
        check(root.resolve("r" + round + "x"), durability);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void live(Random random, Path directory, Path afterCut, Durability durability)
      throws IOException {
    var storage = new PowerCutStorage(directory);
    try (var store = new RawStore(RawStore.settings(directory, durability), storage)) {
      int steps = 1 + random.nextInt(60);
      for (int i = 0; i < steps; i++) {
        step(random, store);
      }
      if (durability == Durability.PROCESS) {
        store.store().syncAll();
      }
      storage.copyDurable(store.store().dataDirectory().path(), afterCut);
    }
  }

  private void step(Random random, RawStore store) throws IOException {
    // A long id has a directory of another kind.
    String pid = random.nextInt(4) == 0 ? "Long".repeat(80) : "p-" + random.nextInt(3);
    Expected id = expected.computeIfAbsent(pid, key -> new Expected());
    int kind = random.nextInt(20);
    if (kind == 0) {
      store.store().purge(pid).toCompletableFuture().join();
      expected.put(pid, new Expected());
    } else if (kind == 1) {
      long to = random.nextLong(id.highest + 1);
      store.deleteTo(pid, to);
      id.events.keySet().removeIf(nr -> nr <= to);
    } else if (kind == 2 && id.highest > id.snapshot) {
      store.store().snapshots().save(pid, RawStore.record(id.highest, 0, new byte[99]), 1);
      id.snapshot = id.highest;
    } else {
      var payloads = new byte[1 + random.nextInt(3)][];
      for (int j = 0; j < payloads.length; j++) {
        payloads[j] = new byte[random.nextInt(900)];
        random.nextBytes(payloads[j]);
      }
      long next = store.highest(pid) + 1;
      assertThat(next).isEqualTo(id.highest + 1);
      store.write(pid, next, payloads).join();
      for (byte[] payload : payloads) {
        id.highest++;
        id.events.put(id.highest, payload);
      }
    }
  }

  private void check(Path directory, Durability durability) throws IOException {
    try (var store =
        new RawStore(RawStore.settings(directory, durability), new PowerCutStorage(directory))) {
      for (Map.Entry<String, Expected> entry : expected.entrySet()) {
        String pid = entry.getKey();
        Expected id = entry.getValue();
        assertThat(store.highest(pid)).as(pid).isEqualTo(id.highest);
        Map<Long, byte[]> found = store.read(pid, 1);
        assertThat(found.keySet()).as(pid).containsAll(id.events.keySet());
        id.events.forEach((nr, payload) -> assertThat(found.get(nr)).isEqualTo(payload));
        if (durability == Durability.POWER) {
          assertThat(found).as("deleted stays deleted").hasSameSizeAs(id.events);
        }
        if (id.snapshot > 0) {
          assertThat(store.store().snapshots().find(pid, name -> true).get(0).sequenceNr())
              .isEqualTo(id.snapshot);
        }
      }
    }
  }
}
