package io.herald.persistence.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.serialization.GoldenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A persistence id with several writers, as Cassandra keeps it: rows by sequence number and, within
 * one, by the writers' clocks. A failure prints its seed; {@code -Dherald.lease.seed=N} plays it
 * again.
 */
class OwnedEventsTest {
  private static final int SEEDS = 20_000;
  private static final List<String> EMPTY = List.of();

  private record Row(long sequenceNr, long clock, String manifest, Object event) {}

  private final List<Row> rows = new ArrayList<>();
  private long clock;

  /** An owner's actor; what it has been told is stored is its {@code state}. */
  private final class Writer {
    private final OwnedEvents<String, List<String>> events =
        new OwnedEvents<>(OwnedEventsTest::added);
    private List<String> state;
    private long sequenceNr;

    Writer(long epoch) {
      events.ownedBy(new PlayedOwnership(epoch));
      recover();
    }

    void recover() {
      state = replayed(events);
      sequenceNr = rows.stream().mapToLong(Row::sequenceNr).max().orElse(0);
    }

    /** Writes them at once; the row's time is what the writer's clock shows. */
    void write(long time, List<String> added) {
      for (Object event : events.toWrite(added)) {
        rows.add(new Row(++sequenceNr, time, events.manifest(event), event));
        state = events.apply(state, event, () -> sequenceNr);
      }
    }
  }

  private static List<String> added(List<String> state, String event) {
    List<String> all = new ArrayList<>(state);
    all.add(event);
    return List.copyOf(all);
  }

  /** As the plugin reads: when it has met the highest sequence number it is done. */
  private List<String> replayed(OwnedEvents<String, List<String>> events) {
    rows.sort(Comparator.comparingLong(Row::sequenceNr).thenComparingLong(Row::clock));
    long highest = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).sequenceNr();
    List<String> state = EMPTY;
    for (Row row : rows) {
      Object event = events.fromJournal(row.event(), row.manifest()).events().head();
      state = events.apply(state, event, row::sequenceNr);
      if (row.sequenceNr() == highest) {
        break;
      }
    }
    events.recovered();
    return state;
  }

  private List<String> replayed() {
    return replayed(new OwnedEvents<>(OwnedEventsTest::added));
  }

  @Test
  void aLateEventOfAFormerOwnerThatHadWrittenNothingBeforeCostsTheNewOneNothing() {
    new Writer(1).write(clock++, List.of("a"));
    Writer former = new Writer(2);
    Writer present = new Writer(3);
    present.write(clock++, List.of("b"));
    present.write(clock++, List.of("c"));
    former.write(clock++, List.of("late"));
    assertThat(replayed()).containsExactly("a", "b", "c");
  }

  @Test
  void oneWhoseClockIsBehindDoesNotTakeThePlaceOfTheNewOnesLastEvent() {
    Writer former = new Writer(1);
    former.write(10, List.of("a"));
    Writer present = new Writer(2);
    present.write(20, List.of("b"));
    former.write(15, List.of("late", "later"));
    assertThat(replayed()).containsExactly("a", "b");
  }

  @Test
  void aWriteThatWasGivenUpAndComesAfterRecoveryNeverHappened() {
    Writer writer = new Writer(1);
    writer.write(clock++, List.of("a"));
    Writer same = new Writer(1);
    same.recover();
    same.write(clock + 1, List.of("b"));
    writer.write(clock, List.of("given up"));
    assertThat(replayed()).containsExactly("a", "b");
  }

  @Test
  void eventsOfOneOwnerForEverAreLeftAsTheyAre() {
    OwnedEvents<String, List<String>> events = new OwnedEvents<>(OwnedEventsTest::added);
    events.ownedBy(SoleOwner.INSTANCE);
    assertThat(events.toWrite(List.of("a"))).containsExactly("a");
    assertThat(events.manifest("a")).isEmpty();
    rows.add(new Row(1, 0, "", "a"));
    Writer next = new Writer(5);
    next.write(1, List.of("b"));
    assertThat(replayed()).as("a store that was written without stamps").containsExactly("a", "b");
  }

  @Test
  void whoeverComesNextReadsWhatTheLastOwnerWasTold() {
    Long only = Long.getLong("herald.lease.seed");
    for (long seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
      play(seed);
    }
  }

  /** Owners follow each other; a former one may be late, once, with what it writes at once. */
  private void play(long seed) {
    Random random = new Random(seed);
    rows.clear();
    clock = 100;
    List<Writer> former = new ArrayList<>();
    Writer present = new Writer(1);
    for (int step = 0; step < 12; step++) {
      int what = random.nextInt(6);
      if (what == 0) {
        former.add(present);
        present = new Writer(step + 2);
      } else if (what == 1 && !former.isEmpty() && present.events.hasWritten()) {
        Writer late = former.remove(random.nextInt(former.size()));
        late.write(clock + random.nextInt(40) - 20, events(random, "late" + step));
      } else if (what == 2) {
        present.recover();
      } else {
        present.write(clock++, events(random, "e" + step));
        assertThat(replayed()).as("seed %d", seed).isEqualTo(present.state);
      }
    }
    if (present.events.hasWritten()) {
      assertThat(replayed()).as("seed %d", seed).isEqualTo(present.state);
    }
  }

  private static List<String> events(Random random, String name) {
    List<String> events = new ArrayList<>();
    for (int n = random.nextInt(OwnedEvents.FIRST_WRITE - 1) + 1; n > 0; n--) {
      events.add(name + "-" + n);
    }
    return events;
  }

  @Test
  void theMarkIsReadForEver() throws IOException {
    GoldenFile.check(new WriterMarkSerializer(), "lease", "WriterMark-1", WriterMark.INSTANCE);
  }
}
