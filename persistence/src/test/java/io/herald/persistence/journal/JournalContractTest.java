package io.herald.persistence.journal;

import static io.herald.persistence.journal.JournalProbe.atomic;
import static io.herald.persistence.journal.JournalProbe.event;
import static io.herald.persistence.journal.JournalProbe.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.JournalProtocol;
import akka.persistence.PersistentRepr;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that Akka's persistence TCK sets for a journal; run for both durabilities. */
abstract class JournalContractTest {
  private static final String PID = "p-1";
  private static final long MAX = Long.MAX_VALUE;

  @TempDir Path directory;

  private StoreSystem system;
  private JournalProbe journal;

  abstract Durability durability();

  String pluginId() {
    return "herald.persistence.embedded-journal";
  }

  @BeforeEach
  void writeFiveEvents() {
    start();
    journal.writeEvents(PID, 1, 5);
  }

  private void start() {
    system = new StoreSystem(directory, durability());
    journal = new JournalProbe(system, system.journal(pluginId()));
  }

  @AfterEach
  void stop() {
    system.close();
  }

  private void assertReplays(JournalProbe.Replay replay, long from, long to) {
    assertThat(replay.sequenceNrs()).isEqualTo(numbers(from, to));
    assertThat(replay.payloads()).isEqualTo(numbers(from, to).stream().map(i -> "a-" + i).toList());
    assertThat(replay.highestSequenceNr()).isEqualTo(5);
  }

  @Test
  void allEventsAreReplayed() {
    JournalProbe.Replay replay = journal.replayAll(PID);
    assertReplays(replay, 1, 5);
    for (PersistentRepr event : replay.events()) {
      assertThat(event.persistenceId()).isEqualTo(PID);
      assertThat(event.writerUuid()).isEqualTo(JournalProbe.WRITER);
      assertThat(event.deleted()).isFalse();
      assertThat(event.timestamp()).isPositive();
    }
  }

  @Test
  void replayKeepsALowerBound() {
    assertReplays(journal.replay(PID, 3, MAX, MAX), 3, 5);
  }

  @Test
  void replayKeepsAnUpperBound() {
    assertReplays(journal.replay(PID, 1, 3, MAX), 1, 3);
  }

  @Test
  void replayKeepsACountLimit() {
    assertReplays(journal.replay(PID, 1, MAX, 3), 1, 3);
  }

  @Test
  void replayKeepsBothBounds() {
    assertReplays(journal.replay(PID, 2, 3, MAX), 2, 3);
  }

  @Test
  void replayKeepsBothBoundsAndACountLimit() {
    assertReplays(journal.replay(PID, 2, 5, 2), 2, 3);
  }

  @Test
  void equalBoundsReplayOneEvent() {
    assertReplays(journal.replay(PID, 2, 2, MAX), 2, 2);
  }

  @Test
  void aCountLimitOfOneReplaysOneEvent() {
    assertReplays(journal.replay(PID, 2, 4, 1), 2, 2);
  }

  @Test
  void aCountLimitOfZeroReplaysNothing() {
    assertReplays(journal.replay(PID, 2, 4, 0), 1, 0);
  }

  @Test
  void aLowerBoundAboveTheUpperBoundReplaysNothing() {
    assertReplays(journal.replay(PID, 3, 2, MAX), 1, 0);
  }

  @Test
  void aLowerBoundAboveTheHighestNumberReplaysNothing() {
    assertReplays(journal.replay(PID, 6, MAX, MAX), 1, 0);
  }

  @Test
  void anUnknownPersistenceIdReplaysNothing() {
    JournalProbe.Replay replay = journal.replay("non-existing-pid", 0, MAX, MAX);
    assertThat(replay.events()).isEmpty();
    assertThat(replay.highestSequenceNr()).isZero();
    assertThat(directory.resolve("journal/non-existing-pid")).doesNotExist();
  }

  @Test
  void theHighestNumberIsReadWithoutReplay() {
    assertReplays(journal.replay(PID, 0, 0, 1), 1, 0);
  }

  @Test
  void deletedEventsAreNotReplayed() {
    journal.deleteTo(PID, 3);
    assertReplays(journal.replayAll(PID), 4, 5);
    restart();
    assertReplays(journal.replayAll(PID), 4, 5);
  }

  @Test
  void theHighestNumberSurvivesTheDeletionOfAllEvents() {
    journal.deleteTo(PID, MAX);
    assertReplays(journal.replayAll(PID), 1, 0);
    restart();
    assertReplays(journal.replayAll(PID), 1, 0);
    journal.writeEvents(PID, 6, 7);
    assertThat(journal.replayAll(PID).sequenceNrs()).containsExactly(6L, 7L);
  }

  @Test
  void everythingSurvivesARestart() {
    restart();
    assertReplays(journal.replayAll(PID), 1, 5);
    assertThat(system.store().repairReports()).isEmpty();
    journal.writeEvents(PID, 6, 9);
    assertThat(journal.replayAll(PID).sequenceNrs()).isEqualTo(numbers(1, 9));
  }

  private void restart() {
    stop();
    start();
  }

  @Test
  void anEventThatCannotBeSerializedIsRejectedAndTheOthersAreStored() {
    var unserializable = new Object();
    journal.send(
        List.of(
            atomic(event(PID, 6, "b-6")),
            atomic(event(PID, 7, unserializable)),
            atomic(event(PID, 8, "b-8"))));
    journal.expect(JournalProtocol.WriteMessagesSuccessful$.class);
    assertThat(written()).isEqualTo(6);
    var rejected = journal.expect(JournalProtocol.WriteMessageRejected.class);
    assertThat(rejected.message().sequenceNr()).isEqualTo(7);
    assertThat(rejected.message().payload()).isSameAs(unserializable);
    assertThat(written()).isEqualTo(8);
    assertThat(journal.replay(PID, 6, MAX, MAX).sequenceNrs()).containsExactly(6L, 8L);
  }

  @Test
  void anAtomicWriteIsRejectedAsAWhole() {
    journal.send(List.of(atomic(event(PID, 6, "b-6"), event(PID, 7, new Object()))));
    journal.expect(JournalProtocol.WriteMessagesSuccessful$.class);
    journal.expect(JournalProtocol.WriteMessageRejected.class);
    journal.expect(JournalProtocol.WriteMessageRejected.class);
    assertReplays(journal.replayAll(PID), 1, 5);
  }

  private long written() {
    return journal.expect(JournalProtocol.WriteMessageSuccess.class).persistent().sequenceNr();
  }

  @Test
  void eventsPassThroughTheirSerializer() {
    var bytes = new byte[100_000];
    bytes[77] = 7;
    journal.send(List.of(atomic(event(PID, 6, bytes))));
    journal.expect(JournalProtocol.WriteMessagesSuccessful$.class);
    assertThat(written()).isEqualTo(6);
    Object replayed = journal.replay(PID, 6, 6, 1).payloads().get(0);
    assertThat(replayed).isInstanceOf(byte[].class).isNotSameAs(bytes).isEqualTo(bytes);
  }

  @Test
  void metadataOfAnEventIsStored() {
    journal.send(List.of(atomic(event(PID, 6, "b-6").withMetadata("meta-data"))));
    journal.expect(JournalProtocol.WriteMessagesSuccessful$.class);
    assertThat(written()).isEqualTo(6);
    PersistentRepr replayed = journal.replay(PID, 6, 6, 1).events().get(0);
    assertThat(replayed.metadata().get()).isEqualTo("meta-data");
    assertThat(replayed.payload()).isEqualTo("b-6");
  }

  @Test
  void theManifestOfAnEventAdapterIsStored() {
    journal.send(List.of(atomic(event(PID, 6, "b-6").withManifest("adapted"))));
    journal.expect(JournalProtocol.WriteMessagesSuccessful$.class);
    assertThat(written()).isEqualTo(6);
    assertThat(journal.replay(PID, 6, 6, 1).events().get(0).manifest()).isEqualTo("adapted");
  }

  @Test
  void aSequenceNumberIsNeverWrittenTwice() {
    journal.send(List.of(atomic(event(PID, 5, "second"))));
    journal.expect(JournalProtocol.WriteMessagesFailed.class);
    journal.expect(JournalProtocol.WriteMessageFailure.class);
    assertReplays(journal.replayAll(PID), 1, 5);
  }

  @Test
  void writesRightAfterEachOtherStayInOrder() {
    for (long i = 1; i <= 200; i++) {
      journal.send(List.of(atomic(event("fresh", i, "c-" + i))));
    }
    for (long i = 1; i <= 200; i++) {
      journal.expect(JournalProtocol.WriteMessagesSuccessful$.class);
      assertThat(written()).isEqualTo(i);
    }
    assertThat(journal.replayAll("fresh").sequenceNrs()).isEqualTo(numbers(1, 200));
  }
}
