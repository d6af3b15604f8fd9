package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EmbeddedStoreTest {
  @TempDir Path directory;

  private final FaultyStorage storage = FaultyStorage.withoutForce();

  private RawStore open(Durability durability) {
    return new RawStore(RawStore.settings(directory, durability), storage);
  }

  private List<Path> files(String persistenceId, String suffix) throws IOException {
    Path log = directory.resolve("journal").resolve(EscapedName.of(persistenceId));
    if (!Files.exists(log)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(log)) {
      return paths.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static void writeMany(
      RawStore store, String persistenceId, long from, long to, int bytes) {
    for (long i = from; i <= to; i++) {
      store.write(persistenceId, i, new byte[bytes]).join();
    }
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void aLogIsCutIntoFilesNamedByTheirFirstNumber(Durability durability) throws IOException {
    try (RawStore store = open(durability)) {
      writeMany(store, "p", 1, 100, 200);
      List<Path> files = files("p", ".log");
      assertThat(files).hasSizeBetween(6, 12);
      for (Path file : files) {
        assertThat(Files.size(file)).isLessThanOrEqualTo(4096);
        long first = LogFile.firstSequenceNrOf(file).orElseThrow();
        assertThat(store.read("p", first).keySet())
            .containsExactlyElementsOf(LongStream.rangeClosed(first, 100).boxed().toList());
      }
    }
    // Closing completes the indexes, so the next start needs no scan.
    assertThat(files("p", ".idx")).hasSameSizeAs(files("p", ".log"));
  }

  @Test
  void anEventLargerThanAFileIsStored() {
    try (RawStore store = open(Durability.PROCESS)) {
      var large = new byte[3_000_000];
      large[2_999_999] = 9;
      store.write("p", 1, new byte[10]).join();
      store.write("p", 2, large, new byte[10]).join();
      store.write("p", 4, new byte[10]).join();
      assertThat(store.read("p", 1)).hasSize(4);
      assertThat(store.read("p", 2).get(2L)).isEqualTo(large);
    }
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void thousandsOfLogsNeedFewOpenFiles(Durability durability) {
    int count = durability == Durability.PROCESS ? 5000 : 500;
    try (RawStore store = open(durability)) {
      for (long nr = 1; nr <= 2; nr++) {
        var writes = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < count; i++) {
          writes.add(store.write("p-" + i, nr, new byte[] {(byte) i, (byte) nr}));
        }
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
      }
      assertThat(store.store().openFileCount()).isLessThanOrEqualTo(17);
      for (int i = 0; i < count; i += 61) {
        assertThat(store.read("p-" + i, 1).get(2L)).containsExactly((byte) i, (byte) 2);
      }
    }
    try (RawStore store = open(durability)) {
      assertThat(store.store().persistenceIds().join()).hasSize(count);
      assertThat(store.highest("p-" + (count - 1))).isEqualTo(2);
    }
  }

  @Test
  void deletionDropsWholeFilesAndRollsALargeActiveOne() throws IOException {
    try (RawStore store = open(Durability.PROCESS)) {
      writeMany(store, "p", 1, 100, 200);
      int before = files("p", ".log").size();
      store.deleteTo("p", 50);
      assertThat(files("p", ".log").size()).isBetween(before / 2, before / 2 + 1);
      assertThat(store.read("p", 1).keySet()).first().isEqualTo(51L);
      store.deleteTo("p", 100);
      assertThat(files("p", ".log")).isEmpty();
      assertThat(files("p", ".idx")).isEmpty();
    }
    try (RawStore store = open(Durability.PROCESS)) {
      assertThat(store.highest("p")).isEqualTo(100);
      assertThat(store.read("p", 1)).isEmpty();
      store.write("p", 101, new byte[5]).join();
      store.deleteTo("p", Long.MAX_VALUE);
      // Too small to be worth a new file, and still gone.
      assertThat(files("p", ".log")).hasSize(1);
      assertThat(store.read("p", 1)).isEmpty();
    }
    try (RawStore store = open(Durability.PROCESS)) {
      assertThat(store.highest("p")).isEqualTo(101);
      assertThat(store.read("p", 1)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void aPurgedIdIsGoneWithAllItsFilesAndMayBeginAgain(Durability durability) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    var settings = RawStore.settings(directory, durability);
    try (var store = new RawStore(settings, storage, threads)) {
      writeMany(store, "p", 1, 50, 200);
      writeMany(store, "q", 1, 3, 20);
      store.store().snapshots().save("p", RawStore.record(50, 0, new byte[9]), 1);
      var purged = store.store().purge("p").toCompletableFuture();
      // Written while the purge is running: belongs to the new life of the id.
      CompletableFuture<?> again = store.write("p", 1, new byte[] {7});
      purged.get(20, TimeUnit.SECONDS);
      again.get(20, TimeUnit.SECONDS);
      assertThat(store.read("p", 1)).hasSize(1);
      assertThat(store.read("p", 1).get(1L)).containsExactly(7);
      assertThat(directory.resolve("snapshots/p")).doesNotExist();
      assertThat(store.read("q", 1)).hasSize(3);
      try (Stream<Path> trash = Files.list(directory.resolve("trash"))) {
        assertThat(trash).isEmpty();
      }
      store.store().purge("never-written").toCompletableFuture().get(20, TimeUnit.SECONDS);
    } finally {
      threads.shutdown();
    }
    try (RawStore store = open(durability)) {
      assertThat(store.highest("p")).isEqualTo(1);
    }
  }

  @Test
  void anInterruptedPurgeIsFinishedAtTheNextStart() throws IOException {
    try (RawStore store = open(Durability.PROCESS)) {
      writeMany(store, "p", 1, 5, 20);
      store.store().snapshots().save("p", RawStore.record(5, 0, new byte[9]), 1);
    }
    // The state after a crash in the middle: intent written, one of two directories moved.
    Path entry = Files.createDirectories(directory.resolve("trash/1"));
    Files.writeString(entry.resolve("purge"), "p\n");
    Files.move(directory.resolve("journal/p"), entry.resolve("journal"));
    try (RawStore store = open(Durability.PROCESS)) {
      assertThat(store.highest("p")).isZero();
      assertThat(directory.resolve("snapshots/p")).doesNotExist();
      assertThat(entry).doesNotExist();
    }
  }

  @Test
  void aLateFileOfARejectedStartIsNotMistakenForALog() throws IOException {
    try (RawStore store = open(Durability.PROCESS)) {
      writeMany(store, "p", 1, 5, 20);
    }
    Files.writeString(directory.resolve("journal/p/notes.log"), "hello");
    Files.writeString(directory.resolve("journal/README"), "hello");
    try (RawStore store = open(Durability.PROCESS)) {
      assertThat(store.read("p", 1)).hasSize(5);
      assertThat(store.store().persistenceIds().join()).containsExactly("p");
    }
  }

  @Test
  void allLogsAreRecoveredAndReportedOnRequest() throws IOException {
    try (RawStore store = open(Durability.PROCESS)) {
      for (int i = 0; i < 20; i++) {
        writeMany(store, "p-" + i, 1, 3, 50);
      }
    }
    Path torn = files("p-7", ".log").get(0);
    Files.write(torn, java.util.Arrays.copyOf(Files.readAllBytes(torn), 200));
    try (RawStore store = open(Durability.PROCESS)) {
      assertThat(store.store().repairReports()).isEmpty();
      List<RepairReport> reports = store.store().recoverAll().toCompletableFuture().join();
      assertThat(reports).hasSize(1);
      assertThat(store.store().repairCount()).isEqualTo(1);
      assertThat(reports.get(0).toString())
          .startsWith("TORN_TAIL in " + torn)
          .contains("p-7", "sequence numbers from 2");
    }
  }
}
