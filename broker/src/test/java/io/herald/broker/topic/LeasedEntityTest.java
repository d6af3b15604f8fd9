package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.herald.persistence.lease.Leases;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.lease.SoleOwner;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of a lease that an entity waits for, or has just been given, when it leaves. */
class LeasedEntityTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static ActorTestKit kit;

  private final CompletableFuture<Ownership> acquired = new CompletableFuture<>();
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
    Leases leases =
        new Leases() {
          @Override
          public CompletionStage<Ownership> acquire(String key) {
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
    return kit.spawn(
        LeasedEntity.create(
            leases,
            "key",
            shard.ref(),
            ownership ->
                Behaviors.setup(
                    context -> {
                      working.run();
                      return Behaviors.empty();
                    }),
            "leave"));
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
}
