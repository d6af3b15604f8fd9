package io.herald.persistence.journal;

import static io.herald.persistence.journal.JournalProbe.atomic;
import static io.herald.persistence.journal.JournalProbe.event;
import static io.herald.persistence.journal.JournalProbe.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.persistence.AtomicWrite;
import akka.persistence.JournalProtocol;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.Offset;
import akka.persistence.query.PersistenceQuery;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.testkit.javadsl.TestKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadJournalTest {
  private static final long MAX = Long.MAX_VALUE;

  @TempDir Path directory;

  private StoreSystem system;
  private JournalProbe journal;
  private EmbeddedReadJournal query;

  @BeforeEach
  void start() {
    system =
        new StoreSystem(
            directory,
            Durability.PROCESS,
            "herald.embedded-store.segment-file-bytes = 20000",
            "herald.embedded-store.index-interval-bytes = 1000",
            "herald.embedded-store.read-chunk-bytes = 4096");
    journal = new JournalProbe(system, system.journal());
    query =
        PersistenceQuery.get(system.system())
            .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER);
  }

  @AfterEach
  void stop() {
    system.close();
  }

  /** Events of 0 to 999 bytes: several per chunk, and many files. */
  private void write(String persistenceId, long from, long to) {
    var writes = new ArrayList<AtomicWrite>();
    for (long i = from; i <= to; i++) {
      writes.add(atomic(event(persistenceId, i, payload(i))));
      if (i % 10 == 0 || i == to) {
        journal.send(writes);
        journal.expect(JournalProtocol.WriteMessagesSuccessful$.class);
        writes.forEach(write -> journal.expect(JournalProtocol.WriteMessageSuccess.class));
        writes.clear();
      }
    }
  }

  private static String payload(long i) {
    return Long.toString(i % 10).repeat((int) (i * 37 % 1000));
  }

  private List<EventEnvelope> run(Source<EventEnvelope, NotUsed> source) {
    try {
      return source
          .runWith(Sink.seq(), system.system())
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static List<Long> numbersOf(List<EventEnvelope> events) {
    return events.stream().map(EventEnvelope::sequenceNr).toList();
  }

  @Test
  void currentEventsComeInOrderWithAllTheyCarry() {
    write("p", 1, 300);
    List<EventEnvelope> events = run(query.currentEventsByPersistenceId("p", 0, MAX));
    assertThat(numbersOf(events)).isEqualTo(numbers(1, 300));
    for (EventEnvelope event : events) {
      assertThat(event.event()).isEqualTo(payload(event.sequenceNr()));
      assertThat(event.persistenceId()).isEqualTo("p");
      assertThat(event.offset()).isEqualTo(Offset.sequence(event.sequenceNr()));
      assertThat(event.timestamp()).isPositive();
    }
  }

  @Test
  void everyLowerAndUpperBoundIsKept() {
    write("p", 1, 120);
    for (long from = 0; from <= 121; from += 7) {
      for (long to = from; to <= 125; to += 13) {
        assertThat(numbersOf(run(query.currentEventsByPersistenceId("p", from, to))))
            .isEqualTo(numbers(Math.max(1, from), Math.min(to, 120)));
      }
    }
    assertThat(run(query.currentEventsByPersistenceId("p", 121, MAX))).isEmpty();
    assertThat(run(query.currentEventsByPersistenceId("none", 0, MAX))).isEmpty();
  }

  @Test
  void deletedEventsAreNotRead() {
    write("p", 1, 200);
    journal.deleteTo("p", 150);
    assertThat(numbersOf(run(query.currentEventsByPersistenceId("p", 0, MAX))))
        .isEqualTo(numbers(151, 200));
  }

  @Test
  void aSlowReaderIsNotOverrun() {
    write("p", 1, 300);
    Source<EventEnvelope, NotUsed> slow =
        query
            .currentEventsByPersistenceId("p", 0, MAX)
            .throttle(100, Duration.ofMillis(10))
            .take(250);
    assertThat(numbersOf(run(slow))).isEqualTo(numbers(1, 250));
  }

  @Test
  void aLiveQueryGoesOnWithNewEvents() {
    TestKit probe = system.probe();
    write("p", 1, 30);
    var unused =
        query
            .eventsByPersistenceId("p", 5, 400)
            .runWith(Sink.actorRef(probe.getRef(), "completed"), system.system());
    for (long i = 5; i <= 30; i++) {
      assertThat(probe.expectMsgClass(EventEnvelope.class).sequenceNr()).isEqualTo(i);
    }
    for (long next = 31; next <= 400; next += 37) {
      long last = Math.min(400, next + 36);
      write("p", next, last);
      for (long i = next; i <= last; i++) {
        assertThat(probe.expectMsgClass(EventEnvelope.class).sequenceNr()).isEqualTo(i);
      }
    }
    probe.expectMsg("completed");
  }

  @Test
  void aLiveQueryWaitsForTheFirstEvent() {
    TestKit probe = system.probe();
    var unused =
        query
            .eventsByPersistenceId("later", 0, MAX)
            .runWith(Sink.actorRef(probe.getRef(), "completed"), system.system());
    probe.expectNoMessage(Duration.ofMillis(50));
    write("later", 1, 1);
    assertThat(probe.expectMsgClass(EventEnvelope.class).sequenceNr()).isEqualTo(1);
  }

  @Test
  void allPersistenceIdsAreListed() throws Exception {
    List<String> ids = List.of("a.b", "..", "Big|one#ephemeral", "ümlaut/slash", "x".repeat(3000));
    ids.forEach(id -> write(id, 1, 1));
    List<String> listed =
        query
            .currentPersistenceIds()
            .runWith(Sink.seq(), system.system())
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
    for (String id : ids) {
      assertThat(run(query.currentEventsByPersistenceId(id, 0, MAX))).hasSize(1);
    }
  }
}
