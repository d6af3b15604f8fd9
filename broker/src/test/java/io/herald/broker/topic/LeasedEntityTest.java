package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.herald.persistence.lease.Leases;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.lease.SoleOwner;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What becomes of a lease that an entity waits for, or has just been given, when it leaves. */
class LeasedEntityTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static ActorTestKit kit;

  private CompletableFuture<Ownership> acquired = new CompletableFuture<>();
  private final TestProbe<String> acquisitions = kit.createTestProbe();
  private final TestProbe<String> released = kit.createTestProbe();

  @BeforeAll
  static void startKit() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stopKit() {
    kit.shutdownTestKit();
  }

  private ActorRef<String> entity(Runnable working) {
    return entity(
        ownership ->
            Behaviors.setup(
                context -> {
                  working.run();
                  return Behaviors.empty();
                }));
  }

  private ActorRef<String> entity(Function<Ownership, Behavior<String>> work) {
    Leases leases =
        new Leases() {
          @Override
          public CompletionStage<Ownership> acquire(String key) {
            acquisitions.ref().tell(key);
            return acquired;
          }

          @Override
          public CompletionStage<Done> release(String key, Ownership ownership) {
            released.ref().tell(key);
            return CompletableFuture.completedFuture(Done.getInstance());
          }

          @Override
          public CompletionStage<Done> forget(String key) {
            return CompletableFuture.completedFuture(Done.getInstance());
          }
        };
    TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
    return kit.spawn(LeasedEntity.create(leases, "key", shard.ref(), work, "leave"));
  }

  @Test
  void oneThatLeavesBeforeItOwnsAnythingGivesUp() {
    ActorRef<String> entity = entity(() -> {});
    entity.tell("leave");
    released.expectTerminated(entity, PATIENCE);
    assertThat(acquired).isCancelled();
  }

  @Test
  void aLeaseThatComesWhenItHasBeenToldToLeaveIsGivenBack() {
    ActorRef<String> entity = entity(() -> {});
    entity.tell("leave");
    acquired.complete(SoleOwner.INSTANCE); // before or behind it, or too late: whatever comes first
    released.expectTerminated(entity, PATIENCE);
    if (!acquired.isCancelled()) {
      released.expectMessage(PATIENCE, "key");
    }
  }

  @Test
  void oneWhoseLeaseIsLostWhileItHasNothingToDoBeginsAnew() {
    TestProbe<String> works = kit.createTestProbe();
    PlayedOwnership first = new PlayedOwnership(1);
    acquired.complete(first);
    ActorRef<String> entity = entity(() -> works.ref().tell("works"));
    acquisitions.expectMessage(PATIENCE, "key");
    works.expectMessage(PATIENCE, "works");
    acquired = CompletableFuture.completedFuture(new PlayedOwnership(2));
    first.lose();
    acquisitions.expectMessage(PATIENCE, "key");
    works.expectMessage(PATIENCE, "works");
    entity.tell("leave");
  }

  @Test
  void oneThatFailsAgainAndAgainWaitsLongerEachTimeUpToSomeSeconds() {
    Backoff backoff = new Backoff(new SplittableRandom(1));
    long now = Long.MAX_VALUE - 5; // System.nanoTime may overflow
    backoff.begun(now);
    long before = 0;
    for (int n = 0; n < 4; n++) {
      long wait = backoff.failed(now).toMillis();
      assertThat(wait).isGreaterThan(before);
      before = wait;
    }
    for (int n = 0; n < 100; n++) {
      assertThat(backoff.failed(now).toMillis()).isBetween(8_000L, 12_000L);
    }
    backoff.begun(now);
    assertThat(backoff.failed(now + PATIENCE.toNanos()).toMillis())
        .as("after it has gone well")
        .isLessThan(1_000);
  }

  @Test
  void oneThatFindsItsLeaseRunOutBeginsAnewAndNothingIsLoggedForIt() {
    PlayedOwnership ownership = new PlayedOwnership(1);
    acquired.complete(ownership);
    TestProbe<String> works = kit.createTestProbe();
    ActorRef<String> entity =
        entity(
            owned ->
                Behaviors.receiveMessage(
                    message -> {
                      LeaseLostException.check(owned);
                      works.ref().tell(message);
                      return Behaviors.same();
                    }));
    acquisitions.expectMessage(PATIENCE, "key");
    ownership.valid(false);
    LoggingTestKit.empty()
        .withCustom(event -> event.level().toInt() >= Level.WARN.toInt())
        .withOccurrences(0)
        .expect(
            kit.system(),
            () -> {
              entity.tell("under a lease that has run out");
              acquisitions.expectMessage(PATIENCE, "key");
              ownership.valid(true);
              entity.tell("later");
              works.expectMessage(PATIENCE, "later");
              return null;
            });
  }
}
