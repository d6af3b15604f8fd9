package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.DeleteSnapshotSuccess;
import akka.persistence.DeleteSnapshotsSuccess;
import akka.persistence.SaveSnapshotSuccess;
import akka.persistence.SelectedSnapshot;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotProtocol;
import akka.persistence.SnapshotSelectionCriteria;
import akka.testkit.javadsl.TestKit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.OptionConverters;

/** The rules that Akka's persistence TCK sets for a snapshot store, and what damage does. */
final class SnapshotContractTest {
  private static final String PID = "p-1";
  private static final long MAX = Long.MAX_VALUE;
  private static final SnapshotSelectionCriteria LATEST = SnapshotSelectionCriteria.latest();

  @TempDir Path directory;

  private StoreSystem system;
  private TestKit probe;
  private final List<SnapshotMetadata> saved = new ArrayList<>();

  @BeforeEach
  void saveFiveSnapshots() {
    start();
    for (int i = 1; i <= 5; i++) {
      saved.add(save(new SnapshotMetadata(PID, i + 10, 0), "s-" + i));
    }
  }

  private void start() {
    system = new StoreSystem(directory, Durability.POWER);
    probe = system.probe();
  }

  @AfterEach
  void stop() {
    system.close();
  }

  private SnapshotMetadata save(SnapshotMetadata metadata, Object snapshot) {
    tell(new SnapshotProtocol.SaveSnapshot(metadata, snapshot));
    return probe.expectMsgClass(SaveSnapshotSuccess.class).metadata();
  }

  private void tell(Object message) {
    system.snapshotStore().tell(message, probe.getRef());
  }

  private Optional<SelectedSnapshot> load(
      String persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr) {
    tell(new SnapshotProtocol.LoadSnapshot(persistenceId, criteria, toSequenceNr));
    var result = probe.expectMsgClass(SnapshotProtocol.LoadSnapshotResult.class);
    assertThat(result.toSequenceNr()).isEqualTo(toSequenceNr);
    return OptionConverters.toJava(result.snapshot());
  }

  private static SnapshotSelectionCriteria upTo(long sequenceNr, long timestamp) {
    return SnapshotSelectionCriteria.create(sequenceNr, timestamp);
  }

  private void assertLoads(Optional<SelectedSnapshot> loaded, int i) {
    assertThat(loaded).isPresent();
    assertThat(loaded.get().metadata()).isEqualTo(saved.get(i - 1));
    assertThat(loaded.get().snapshot()).isEqualTo("s-" + i);
  }

  @Test
  void anUnknownPersistenceIdHasNoSnapshot() {
    assertThat(load("invalid", LATEST, MAX)).isEmpty();
  }

  @Test
  void noSnapshotIsOlderThanItsTimestamp() {
    assertThat(load(PID, upTo(MAX, 100), MAX)).isEmpty();
  }

  @Test
  void noSnapshotIsBelowItsSequenceNumber() {
    assertThat(load(PID, upTo(7, MAX), MAX)).isEmpty();
    assertThat(load(PID, LATEST, 7)).isEmpty();
  }

  @Test
  void theNewestSnapshotIsLoadedAlsoAfterARestart() {
    assertLoads(load(PID, LATEST, MAX), 5);
    stop();
    start();
    assertLoads(load(PID, LATEST, MAX), 5);
  }

  @Test
  void anUpperSequenceNumberSelects() {
    assertLoads(load(PID, upTo(13, MAX), MAX), 3);
    assertLoads(load(PID, LATEST, 13), 3);
  }

  @Test
  void anUpperSequenceNumberAndTimestampSelect() {
    assertLoads(load(PID, upTo(13, saved.get(2).timestamp()), MAX), 3);
    assertLoads(load(PID, upTo(MAX, saved.get(2).timestamp()), 13), 3);
  }

  @Test
  void oneSnapshotIsDeletedByItsSequenceNumber() {
    var metadata = new SnapshotMetadata(PID, saved.get(2).sequenceNr(), 0);
    tell(new SnapshotProtocol.DeleteSnapshot(metadata));
    assertThat(probe.expectMsgClass(DeleteSnapshotSuccess.class).metadata()).isEqualTo(metadata);
    assertLoads(load(PID, upTo(metadata.sequenceNr(), MAX), MAX), 2);
  }

  @Test
  void allSnapshotsWithinTheCriteriaAreDeleted() {
    var criteria = upTo(saved.get(2).sequenceNr(), saved.get(2).timestamp());
    tell(new SnapshotProtocol.DeleteSnapshots(PID, criteria));
    assertThat(probe.expectMsgClass(DeleteSnapshotsSuccess.class).criteria()).isEqualTo(criteria);
    assertThat(load(PID, criteria, MAX)).isEmpty();
    assertLoads(load(PID, upTo(saved.get(3).sequenceNr(), saved.get(3).timestamp()), MAX), 4);
  }

  @Test
  void snapshotsYoungerThanTheCriteriaAreKept() {
    var criteria = upTo(saved.get(3).sequenceNr(), saved.get(0).timestamp() - 1);
    tell(new SnapshotProtocol.DeleteSnapshots(PID, criteria));
    probe.expectMsgClass(DeleteSnapshotsSuccess.class);
    assertLoads(load(PID, upTo(saved.get(3).sequenceNr(), saved.get(3).timestamp()), MAX), 4);
  }

  @Test
  void aSnapshotOfTheSameSequenceNumberIsReplaced() {
    SnapshotMetadata again = save(saved.get(4), "s-5-modified");
    assertThat(again.sequenceNr()).isEqualTo(15);
    assertThat(load(PID, upTo(15, MAX), MAX).orElseThrow().snapshot()).isEqualTo("s-5-modified");
    save(new SnapshotMetadata(PID, 15, saved.get(4).timestamp() + 5), "s-5-later");
    assertThat(load(PID, upTo(15, MAX), MAX).orElseThrow().snapshot()).isEqualTo("s-5-later");
    assertThat(snapshotFiles()).hasSize(5);
  }

  @Test
  void aLargeSnapshotIsStored() {
    String large = "0".repeat(3_000_000);
    save(new SnapshotMetadata(PID, 100, 0), large);
    assertThat(load(PID, LATEST, MAX).orElseThrow().snapshot()).isEqualTo(large);
  }

  @Test
  void metadataOfASnapshotIsStored() {
    save(new SnapshotMetadata(PID, 100, 0).withMetadata("fictional"), "snap");
    SelectedSnapshot loaded = load(PID, LATEST, MAX).orElseThrow();
    assertThat(loaded.metadata().metadata().get()).isEqualTo("fictional");
    assertThat(loaded.snapshot()).isEqualTo("snap");
  }

  @Test
  void aDamagedSnapshotFallsBackToThePreviousOneAndIsReported() throws IOException {
    damageNewest();
    assertLoads(load(PID, LATEST, MAX), 4);
    assertThat(system.store().repairReports())
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.kind()).isEqualTo(RepairReport.Kind.CORRUPT_SNAPSHOT);
              assertThat(report.persistenceId()).isEqualTo(PID);
              assertThat(report.toSequenceNr()).isEqualTo(15);
            });
  }

  @Test
  void theFallBackFailsWhenTheEventsBehindItAreDeleted() throws IOException {
    var journal = new JournalProbe(system, system.journal());
    journal.writeEvents(PID, 1, 20);
    journal.deleteTo(PID, 15);
    damageNewest();
    tell(new SnapshotProtocol.LoadSnapshot(PID, LATEST, MAX));
    var failed = probe.expectMsgClass(SnapshotProtocol.LoadSnapshotFailed.class);
    assertThat(failed.cause()).hasMessageContaining("no intact snapshot");
  }

  private void damageNewest() throws IOException {
    Path newest = snapshotFiles().get(4);
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 1] ^= 1;
    Files.write(newest, bytes);
  }

  private List<Path> snapshotFiles() {
    try (Stream<Path> files = Files.list(directory.resolve("snapshots").resolve(PID))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
