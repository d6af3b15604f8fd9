package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.DeleteSnapshotsCompleted;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
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
  private static final int SNAPSHOT_EVERY = 50;
  private static final int SNAPSHOTS_KEPT = 2;

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @TempDir Path directory;

  private record Add(ActorRef<Long> replyTo) {}

  private static final class Counter extends EventSourcedBehavior<Add, String, Long> {
    private final ActorRef<Long> retained;

    Counter(PersistenceId id, ActorRef<Long> retained) {
      super(id);
      this.retained = retained;
    }

    /** Tells {@code retained} the state after each deletion of events and snapshots. */
    static Behavior<Add> create(ActorRef<Long> retained) {
      return Behaviors.setup(context -> new Counter(PersistenceId.ofUniqueId("counter"), retained));
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
      return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT)
          .withDeleteEventsOnSnapshot();
    }

    @Override
    public SignalHandler<Long> signalHandler() {
      return newSignalHandlerBuilder()
          .onSignal(DeleteSnapshotsCompleted.class, (state, completed) -> retained.tell(state))
          .build();
    }
  }

  @Test
  void diskUseStaysBoundedAndTheStateSurvives() throws IOException {
    long total = 0;
    for (int life = 0; life < 2; life++) {
      try (var system = new StoreSystem(directory, Durability.PROCESS)) {
        ActorSystem<Void> typed = Adapter.toTyped(system.system());
        TestProbe<Long> probe = TestProbe.create(typed);
        TestProbe<Long> retained = TestProbe.create(typed);
        ActorRef<Add> counter =
            Adapter.spawn(system.system(), Counter.create(retained.getRef()), "counter");
        for (int i = 0; i < EVENTS; i++) {
          counter.tell(new Add(probe.getRef()));
          total++;
          assertThat(probe.receiveMessage(DEADLINE)).isEqualTo(total);
          // Akka skips snapshot and deletion while the last ones are under way, so a writer that
          // does not wait gets as far ahead of them as the disk is slow.
          if (total % SNAPSHOT_EVERY == 0 && total > SNAPSHOT_EVERY * SNAPSHOTS_KEPT) {
            assertThat(retained.receiveMessage(DEADLINE)).isEqualTo(total);
            // 6 MB are written in each life; 200 KB are kept, and the active file is rolled beyond
            // 256 KiB of deleted events.
            assertThat(bytes(directory.resolve("journal"))).isLessThan(1_000_000);
            assertThat(bytes(directory.resolve("snapshots"))).isLessThan(250);
          }
        }
      }
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
