package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a full or failing disk does to the store. */
final class WriteFailureTest {
  @TempDir Path directory;

  private final FaultyStorage disk = new FaultyStorage();

  private RawStore open(Durability durability) {
    return new RawStore(RawStore.settings(directory, durability), disk);
  }

  private void assertIsWhole(RawStore store, int count) {
    assertThat(store.read("p", 1)).hasSize(count);
    assertThat(store.highest("p")).isEqualTo(count);
    assertThat(store.store().repairReports()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void aFullDiskFailsTheWriteAndLeavesNoHalfRecord(Durability durability) {
    try (RawStore store = open(durability)) {
      store.write("p", 1, new byte[100]).join();
      assertThat(store.store().health().isHealthy()).isTrue();
      disk.fullAfter(70);
      assertThat(store.write("p", 2, new byte[100]))
          .failsWithin(java.time.Duration.ofSeconds(10))
          .withThrowableThat()
          .withMessageContaining("No space left");
      assertThat(store.store().health().isHealthy()).isFalse();
      assertThat(store.store().health().reason()).contains("No space left");
      assertIsWhole(store, 1);
      disk.fullAfter(Long.MAX_VALUE);
      store.write("p", 2, new byte[100]).join();
      assertThat(store.store().health().isHealthy()).isTrue();
      assertIsWhole(store, 2);
    }
    try (RawStore store = open(durability)) {
      assertIsWhole(store, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 16, 50})
  void aNewFileThatDoesNotFitLeavesNoTrace(long bytesFree) {
    try (RawStore store = open(Durability.PROCESS)) {
      disk.fullAfter(bytesFree);
      assertThat(store.write("p", 1, new byte[100])).isCompletedExceptionally();
      assertIsWhole(store, 0);
      disk.fullAfter(Long.MAX_VALUE);
      store.write("p", 1, new byte[100]).join();
      assertIsWhole(store, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void aFileThatCannotBeCutBackIsRecoveredBeforeItsNextUse(Durability durability) {
    try (RawStore store = open(durability)) {
      store.write("p", 1, new byte[100]).join();
      disk.fullAfter(70);
      disk.failTruncate(true);
      // Large enough to go into the log file at once under either durability.
      assertThat(store.write("p", 2, new byte[2000])).failsWithin(java.time.Duration.ofSeconds(10));
      disk.fullAfter(Long.MAX_VALUE);
      disk.failTruncate(false);
      store.write("p", 2, new byte[100]).join();
      assertThat(store.read("p", 1)).hasSize(2);
      assertThat(store.store().repairReports())
          .singleElement()
          .satisfies(report -> assertThat(report.kind()).isEqualTo(RepairReport.Kind.TORN_TAIL));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 60})
  void aFailedFsyncFailsTheWriteAndTakesItBack(int before) {
    try (RawStore store = open(Durability.POWER)) {
      for (int i = 1; i <= before; i++) {
        store.write("p", i, new byte[100]).join();
      }
      disk.failForce(true);
      assertThat(store.write("p", before + 1, new byte[100]))
          .failsWithin(java.time.Duration.ofSeconds(10))
          .withThrowableThat()
          .withMessageContaining("Input/output error");
      assertThat(store.store().health().isHealthy()).isFalse();
      disk.failForce(false);
      assertIsWhole(store, before);
      store.write("p", before + 1, new byte[100]).join();
      assertThat(store.store().health().isHealthy()).isTrue();
      assertIsWhole(store, before + 1);
    }
    try (RawStore store = open(Durability.POWER)) {
      assertIsWhole(store, before + 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void onlyPowerWaitsForTheDisk(Durability durability) {
    try (RawStore store = open(durability)) {
      int before = disk.forces();
      store.write("p", 1, new byte[100]).join();
      store.write("p", 2, new byte[100]).join();
      assertThat(disk.forces() - before).isEqualTo(durability == Durability.POWER ? 2 : 0);
    }
    assertThat(disk.forces()).isPositive();
  }
}
