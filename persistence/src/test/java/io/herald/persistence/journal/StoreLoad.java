package io.herald.persistence.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.stream.javadsl.Sink;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Measures the store through Akka: {@code StoreLoad power|process DIR EVENT-BYTES EVENTS ACTORS}.
 * Each actor persists one event at a time, as a topic partition does; then one log is read back.
 */
public final class StoreLoad {
  private StoreLoad() {}

  /** An actor that persists as fast as its journal confirms. */
  private static final class Writer extends EventSourcedBehavior<Integer, byte[], Long> {
    private final ActorRef<Integer> self;
    private final byte[] event;
    private final CountDownLatch done;

    Writer(String id, ActorRef<Integer> self, int eventBytes, CountDownLatch done) {
      super(PersistenceId.ofUniqueId(id));
      this.self = self;
      this.event = new byte[eventBytes];
      this.done = done;
    }

    static Behavior<Integer> create(String id, int eventBytes, CountDownLatch done) {
      return Behaviors.setup(context -> new Writer(id, context.getSelf(), eventBytes, done));
    }

    @Override
    public Long emptyState() {
      return 0L;
    }

    @Override
    public CommandHandler<Integer, byte[], Long> commandHandler() {
      return (count, left) ->
          Effect()
              .persist(event)
              .thenRun(
                  now -> {
                    if (left > 1) {
                      self.tell(left - 1);
                    } else {
                      done.countDown();
                    }
                  });
    }

    @Override
    public EventHandler<Long, byte[]> eventHandler() {
      return (count, written) -> count + 1;
    }
  }

  /** See the class. */
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    String durability = args[0];
    Path directory = Files.createTempDirectory(Path.of(args[1]), "load");
    int eventBytes = Integer.parseInt(args[2]);
    int events = Integer.parseInt(args[3]);
    int actors = Integer.parseInt(args[4]);
    var config =
        ConfigFactory.parseString(
                """
                akka.persistence.journal.plugin = "herald.persistence.embedded-journal"
                akka.persistence.snapshot-store.plugin = "herald.persistence.embedded-snapshot-store"
                akka.loglevel = WARNING
                akka.actor.default-dispatcher.fork-join-executor.parallelism-max = 1
                herald.embedded-store.dir = "%s"
                herald.embedded-store.durability = %s
                """
                    .formatted(directory, durability))
            .withFallback(ConfigFactory.load());
    for (int round = 1; round <= 3; round++) {
      var done = new CountDownLatch(actors);
      int id = round;
      ActorSystem<Void> system =
          ActorSystem.create(
              Behaviors.<Void>setup(
                  context -> {
                    for (int i = 0; i < actors; i++) {
                      context
                          .spawn(Writer.create("w" + id + "-" + i, eventBytes, done), "w" + i)
                          .tell(events / actors);
                    }
                    return Behaviors.empty();
                  }),
              "load",
              config);
      long start = System.nanoTime();
      done.await();
      report(durability + " write", start, (long) events / actors * actors, eventBytes);
      read(system, "w" + round + "-0", eventBytes);
      read(system, "w" + round + "-0", eventBytes);
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
  }

  private static void read(ActorSystem<?> system, String id, int eventBytes) throws Exception {
    var query =
        PersistenceQuery.get(system)
            .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER);
    long start = System.nanoTime();
    int count =
        query
            .currentEventsByPersistenceId(id, 0, Long.MAX_VALUE)
            .runWith(
                Sink.<Integer, akka.persistence.query.EventEnvelope>fold(0, (n, e) -> n + 1),
                system)
            .toCompletableFuture()
            .get(5, TimeUnit.MINUTES);
    report("query", start, count, eventBytes);
  }

  private static void report(String what, long start, long events, int eventBytes) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%-14s %,9d events of %,7d bytes in %5.2f s: %,10.0f events/s %,7.0f MB/s%n",
        what, events, eventBytes, seconds, events / seconds, events / seconds * eventBytes / 1e6);
  }
}
