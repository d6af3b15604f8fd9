package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A typed actor that snapshots and deletes what the snapshots cover. */
final class RetentionTest {
  private static final int EVENTS = 3000;
  private static final int EVENT_CHARS = 2000;

  @TempDir Path directory;

  private record Add(ActorRef<Long> replyTo) {}

  private static final class Counter extends EventSourcedBehavior<Add, String, Long> {
    Counter(PersistenceId id) {
      super(id);
    }

    static Behavior<Add> create() {
      return Behaviors.setup(context -> new Counter(PersistenceId.ofUniqueId("counter")));
    }

    @Override
    public Long emptyState() {
      return 0L;
    }

    @Override
    public CommandHandler<Add, String, Long> commandHandler() {
      return (state, add) ->
          Effect().persist("x".repeat(EVENT_CHARS)).thenReply(add.replyTo(), now -> now);
    }

    @Override
    public EventHandler<Long, String> eventHandler() {
      return (state, event) -> state + event.length() / EVENT_CHARS;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(50, 2).withDeleteEventsOnSnapshot();
    }
  }

  @Test
  void diskUseStaysBoundedAndTheStateSurvives() throws IOException {
    long total = 0;
    for (int life = 0; life < 2; life++) {
      try (var system = new StoreSystem(directory, Durability.PROCESS)) {
        ActorSystem<Void> typed = Adapter.toTyped(system.system());
        TestProbe<Long> probe = TestProbe.create(typed);
        ActorRef<Add> counter = Adapter.spawn(system.system(), Counter.create(), "counter");
        for (int i = 0; i < EVENTS; i++) {
          counter.tell(new Add(probe.getRef()));
          total++;
          assertThat(probe.receiveMessage(Duration.ofSeconds(10))).isEqualTo(total);
        }
      }
      // 12 MB have been written; the active file is rolled beyond 256 KiB of deleted events.
      assertThat(bytes(directory.resolve("journal"))).isLessThan(2_500_000);
      assertThat(bytes(directory.resolve("snapshots"))).isLessThan(5_000);
    }
  }

  private static long bytes(Path tree) throws IOException {
    long bytes = 0;
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        bytes += Files.size(path);
      }
    }
    return bytes;
  }
}
