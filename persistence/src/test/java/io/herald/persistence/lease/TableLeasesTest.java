package io.herald.persistence.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Nodes that stand still, die and lose answers, over thousands of seeds: whatever happens, at no
 * moment do two of them own the same thing. A failure prints its seed; {@code
 * -Dherald.lease.seed=N} plays it again.
 */
class TableLeasesTest {
  private static final Duration LEASE = Duration.ofSeconds(8);
  private static final long SECOND = 1_000_000_000L;
  private static final long LEASE_NANOS = LEASE.toNanos();
  private static final int SEEDS = 3000;
  private static final List<String> KEYS = List.of("a|0", "b|0");

  private LeaseWorld world;
  private PlayedTable table;
  private int sessions;

  @Test
  void thereAreNeverTwoValidOwners() {
    Long only = Long.getLong("herald.lease.seed");
    int acquisitions = 0;
    for (long seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
      acquisitions += play(seed);
    }
    assertThat(acquisitions).as("ownerships that were seen").isGreaterThan(only == null ? 9000 : 1);
  }

  /** Two minutes of two or three nodes that all want the same; returns how often one got it. */
  private int play(long seed) {
    world(new Random(seed), seed % 4 == 0 ? 0 : 0.15);
    int[] acquired = new int[1];
    List<List<Owned>> byKey = List.of(new ArrayList<>(), new ArrayList<>());
    int count = 2 + world.random().nextInt(2);
    for (int n = 0; n < count; n++) {
      PlayedNode node = node("n" + n);
      for (int k = 0; k < KEYS.size(); k++) {
        want(node, k, byKey.get(k), acquired);
      }
      trouble(node);
    }
    world.runTo(120 * SECOND, () -> byKey.forEach(owned -> expectOneOwner(seed, owned)));
    return acquired[0];
  }

  private record Owned(PlayedNode node, Ownership ownership) {
    boolean isValid() {
      return !node.isDead() && ownership.isValid();
    }
  }

  private static void expectOneOwner(long seed, List<Owned> owned) {
    int valid = 0;
    for (Owned each : owned) {
      valid += each.isValid() ? 1 : 0;
    }
    assertThat(valid).as("valid owners, seed %d", seed).isLessThanOrEqualTo(1);
  }

  /** Takes it, keeps it for a while, gives it back or loses it, and wants it again. */
  private void want(PlayedNode node, int key, List<Owned> owned, int[] acquired) {
    var unused =
        node.leases()
            .acquire(KEYS.get(key))
            .thenAccept(
                ownership -> {
                  acquired[0]++;
                  assertThat(owned)
                      .as("epochs rise")
                      .allMatch(before -> before.ownership().epoch() < ownership.epoch());
                  owned.add(new Owned(node, ownership));
                  node.after(
                      Duration.ofNanos(world.span(15_000)),
                      () -> again(node, key, owned, acquired));
                });
  }

  private void again(PlayedNode node, int key, List<Owned> owned, int[] acquired) {
    Ownership mine = owned.get(owned.size() - 1).ownership();
    boolean isStillHis = owned.get(owned.size() - 1).node() == node && mine.isValid();
    if (isStillHis && world.random().nextBoolean()) {
      var unused = node.leases().release(KEYS.get(key), mine);
    }
    want(node, key, owned, acquired);
  }

  private void trouble(PlayedNode node) {
    world.at(
        world.now() + world.span(20_000),
        () -> {
          if (world.random().nextInt(12) == 0) {
            node.die();
          } else {
            node.standStill(world.span(world.random().nextBoolean() ? 3_000 : 30_000));
          }
          trouble(node);
        });
  }

  @Test
  void aDeadNodesThingsAreTakenAfterItsLeaseAndNotBefore() {
    world(new Random(1), 0);
    PlayedNode first = node("first");
    PlayedNode second = node("second");
    Ownership before = acquired(first, 2 * SECOND);
    first.die();
    long diedAt = world.now();
    CompletableFuture<Ownership> next = second.leases().acquire("a|0").toCompletableFuture();
    world.runTo(diedAt + LEASE_NANOS / 2, () -> {});
    assertThat(next).as("half a lease later").isNotDone();
    world.runTo(diedAt + LEASE_NANOS * 3 / 2, () -> {});
    assertThat(next).as("one lease and a half later").isDone();
    assertThat(next.join().epoch()).isGreaterThan(before.epoch());
    assertThat(before.isValid()).isFalse();
  }

  @Test
  void whatIsGivenBackIsTakenAtOnce() {
    world(new Random(2), 0);
    PlayedNode first = node("first");
    PlayedNode second = node("second");
    Ownership before = acquired(first, 2 * SECOND);
    var unused = first.leases().release("a|0", before);
    assertThat(before.isValid()).as("from the moment it is given back").isFalse();
    world.runTo(world.now() + SECOND / 2, () -> {});
    assertThat(acquired(second, 2 * SECOND).isValid()).isTrue();
  }

  @Test
  void whoHasGivenUpDoesNotTakeItFromTheNext() {
    world(new Random(6), 0);
    PlayedNode first = node("first");
    PlayedNode second = node("second");
    PlayedNode third = node("third");
    Ownership before = acquired(first, 2 * SECOND);
    CompletableFuture<Ownership> givenUp = second.leases().acquire("a|0").toCompletableFuture();
    world.runTo(world.now() + SECOND, () -> {});
    givenUp.cancel(false);
    var unused = first.leases().release("a|0", before);
    world.runTo(world.now() + 2 * LEASE_NANOS, () -> {});
    assertThat(acquired(third, 2 * SECOND).isValid()).isTrue();
  }

  @Test
  void aNodeThatStopsInGoodOrderIsNotWaitedFor() {
    world(new Random(3), 0);
    PlayedNode first = node("first");
    PlayedNode second = node("second");
    Ownership before = acquired(first, 2 * SECOND);
    var unused = first.leases().close();
    world.runTo(world.now() + SECOND / 2, () -> {});
    assertThat(before.isValid()).isFalse();
    assertThat(acquired(second, 2 * SECOND).isValid()).isTrue();
  }

  @Test
  void aNodeWhoseSessionWasEndedNeverOwnsByItAgainAndGoesOnWithAnother() {
    world(new Random(4), 0);
    PlayedNode first = node("first");
    PlayedNode second = node("second");
    Ownership before = acquired(first, 2 * SECOND);
    first.standStill(3 * LEASE_NANOS);
    CompletableFuture<Ownership> taken = second.leases().acquire("a|0").toCompletableFuture();
    world.runTo(world.now() + 2 * LEASE_NANOS, () -> {});
    assertThat(taken).isDone();
    boolean[] wasValid = new boolean[1];
    world.runTo(world.now() + 4 * LEASE_NANOS, () -> wasValid[0] |= before.isValid());
    assertThat(wasValid[0]).as("valid after it was taken").isFalse();
    assertThat(taken.join().isValid()).isTrue();
    var unused = second.leases().release("a|0", taken.join());
    assertThat(acquired(first, 2 * SECOND).isValid()).as("by a new session").isTrue();
  }

  @Test
  void aShortSilenceCostsNothingButIsNoticed() {
    world(new Random(5), 0);
    PlayedNode first = node("first");
    PlayedNode second = node("second");
    Ownership before = acquired(first, 2 * SECOND);
    first.standStill(LEASE_NANOS + SECOND / 2);
    boolean[] wasInvalid = new boolean[1];
    world.runTo(world.now() + LEASE_NANOS + SECOND, () -> wasInvalid[0] |= !before.isValid());
    world.runTo(world.now() + SECOND, () -> {});
    assertThat(wasInvalid[0]).as("no OK while others might own it").isTrue();
    assertThat(before.isValid()).as("nobody wanted it: it goes on").isTrue();
    assertThat(second.isDead()).isFalse();
  }

  @Test
  void aThingThatIsForgottenBeginsWithALargerEpochThanItEverHad() {
    world(new Random(7), 0);
    PlayedNode first = node("first");
    PlayedNode second = node("second");
    Ownership before = acquired(first, 2 * SECOND);
    for (int n = 0; n < 5; n++) {
      Ownership now = acquired(first, SECOND);
      assertThat(now.epoch()).isGreaterThan(before.epoch());
      before = now;
    }
    var unused = first.leases().release("a|0", before);
    var unusedToo = first.leases().forget("a|0");
    world.runTo(world.now() + SECOND, () -> {});
    assertThat(table.hasOwner("a|0")).as("a row that nobody needs").isFalse();
    assertThat(acquired(second, 2 * SECOND).epoch()).isGreaterThan(before.epoch());
  }

  @Test
  void aSessionIsEndedByAnybodyWhenItsNodeIsGoneForLong() {
    world(new Random(8), 0);
    PlayedNode first = node("first");
    PlayedNode second = node("second");
    world.runTo(2 * SECOND, () -> {});
    assertThat(table.sessionCount()).isEqualTo(2);
    first.die();
    world.runTo(world.now() + 4 * LEASE_NANOS, () -> {});
    assertThat(table.sessionCount()).as("it might come back").isEqualTo(2);
    world.runTo(world.now() + 8 * LEASE_NANOS, () -> {});
    assertThat(table.sessionCount()).isEqualTo(1);
    assertThat(acquired(second, 2 * SECOND).isValid()).isTrue();
  }

  @Test
  void whoOwnedSomethingIsToldThatItIsLostAndNotThatItMayBe() {
    world(new Random(9), 0);
    PlayedNode first = node("first");
    PlayedNode second = node("second");
    Ownership before = acquired(first, 2 * SECOND);
    int[] told = new int[1];
    before.whenLost(() -> told[0]++);
    first.standStill(LEASE_NANOS + SECOND / 2);
    world.runTo(world.now() + 2 * LEASE_NANOS, () -> {});
    assertThat(told[0]).as("silent, but nobody wanted it").isZero();
    first.standStill(3 * LEASE_NANOS);
    var unused = second.leases().acquire("a|0");
    world.runTo(world.now() + 4 * LEASE_NANOS, () -> {});
    assertThat(told[0]).as("another has taken it").isEqualTo(1);
    before.whenLost(() -> told[0]++);
    assertThat(told[0]).as("one who asks later hears it at once").isEqualTo(2);
  }

  @Test
  void aTableThatThrowsIsAskedAgain() {
    world(new Random(10), 0);
    PlayedNode first = node("first");
    Ownership before = acquired(first, 2 * SECOND);
    table.throwing(true);
    world.runTo(world.now() + 2 * LEASE_NANOS, () -> {});
    assertThat(before.isValid()).isFalse();
    table.throwing(false);
    world.runTo(world.now() + LEASE_NANOS, () -> {});
    assertThat(before.isValid()).as("renewing has gone on").isTrue();
  }

  @Test
  void nothingIsAskedForAsLongAsNothingCouldBeTaken() {
    world(new Random(11), 0);
    PlayedNode first = node("first");
    acquired(first, 2 * SECOND);
    table.throwing(true);
    world.runTo(world.now() + 2 * LEASE_NANOS, () -> {});
    int asked = table.ownersAsked();
    for (int n = 0; n < 1000; n++) {
      var unused = first.leases().acquire("thing" + n);
    }
    world.runTo(world.now() + 2 * LEASE_NANOS, () -> {});
    assertThat(table.ownersAsked()).as("while the table is away").isEqualTo(asked);
  }

  private void world(Random random, double troubles) {
    world = new LeaseWorld(random);
    table = new PlayedTable(world, troubles);
  }

  private PlayedNode node(String name) {
    return new PlayedNode(world, table, name, LEASE, () -> "session" + sessions++);
  }

  private Ownership acquired(PlayedNode node, long limitNanos) {
    CompletableFuture<Ownership> ownership = node.leases().acquire("a|0").toCompletableFuture();
    world.runTo(world.now() + limitNanos, () -> {});
    assertThat(ownership).as("acquired").isDone();
    return ownership.join();
  }
}
