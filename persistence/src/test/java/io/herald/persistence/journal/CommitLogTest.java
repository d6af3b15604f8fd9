package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many logs have in common: one fsync, and what is left of it after a crash. */
final class CommitLogTest {
  private static final int LOGS = 20;

  @TempDir Path root;

  private RawStore open(Path directory, Storage storage) {
    return new RawStore(RawStore.settings(directory, Durability.POWER), storage);
  }

  private static byte[] payload(long nr) {
    return ("payload " + nr).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** The first event of each log goes past the commit log: it makes the file's name durable. */
  private static void begin(RawStore store) {
    for (int i = 0; i < LOGS; i++) {
      store.write("log-" + i, 1, payload(1)).join();
    }
  }

  private static void writeAll(RawStore store, long nr) {
    var writes = new ArrayList<CompletableFuture<Done>>();
    for (int i = 0; i < LOGS; i++) {
      writes.add(store.write("log-" + i, nr, payload(nr)));
    }
    writes.forEach(CompletableFuture::join);
  }

  private static void check(RawStore store, long highest) {
    for (int i = 0; i < LOGS; i++) {
      var events = store.read("log-" + i, 1);
      assertThat(events).as("log-" + i).hasSize((int) highest);
      for (long nr = 1; nr <= highest; nr++) {
        assertThat(events.get(nr)).isEqualTo(payload(nr));
      }
    }
  }

  @Test
  void manyLogsShareAnFsync() {
    var storage = new FaultyStorage();
    try (var store = open(root, storage)) {
      begin(store);
      int before = storage.forces();
      for (long nr = 2; nr <= 11; nr++) {
        writeAll(store, nr);
      }
      // 200 events; the writers of a round wait for each other, so there are few groups. The files
      // of the commit log (8 KiB here) become full now and then and have the log files forced.
      int forces = storage.forces() - before;
      assertThat(forces).isLessThan(130);
      check(store, 11);
    }
  }

  @Test
  void oneFsyncConfirmsAGroupWhileNoFileIsFull() throws Exception {
    var storage = new FaultyStorage();
    StoreSettings small = RawStore.settings(root, Durability.POWER);
    var large =
        new StoreSettings(
            small.directory(),
            small.durability(),
            small.syncInterval(),
            small.fsyncThreads(),
            small.directCommitBytes(),
            1 << 20,
            1 << 20,
            1 << 20,
            small.indexIntervalBytes(),
            small.openFilesMax(),
            small.rollDeletedBytes(),
            small.readChunkBytes());
    try (var store = new RawStore(large, storage)) {
      begin(store);
      int before = storage.forces();
      for (long nr = 2; nr <= 51; nr++) {
        writeAll(store, nr);
      }
      // 1,000 events, each of which would have been an fsync of its own.
      assertThat(storage.forces() - before).isLessThanOrEqualTo(50 * 4);
      check(store, 51);
    }
  }

  @Test
  void whatIsOnlyInTheCommitLogSurvivesAPowerCut() throws IOException {
    var storage = new PowerCutStorage(root.resolve("a"));
    try (var store = open(root.resolve("a"), storage)) {
      begin(store);
      writeAll(store, 2);
      storage.copyDurable(store.store().dataDirectory().path(), root.resolve("b"));
    }
    assertThat(commitFiles(root.resolve("b"))).isNotEmpty();
    try (var store = open(root.resolve("b"), new PowerCutStorage(root.resolve("b")))) {
      check(store, 2);
      assertThat(store.store().repairReports()).isEmpty();
      writeAll(store, 3);
      check(store, 3);
    }
    assertThat(commitFiles(root.resolve("b"))).as("a clean end leaves nothing").isEmpty();
  }

  @Test
  void aTornGroupIsNotPutBackAndThoseBeforeItAre() throws IOException {
    var storage = new PowerCutStorage(root.resolve("a"));
    try (var store = open(root.resolve("a"), storage)) {
      begin(store);
      writeAll(store, 2);
      store.write("log-0", 3, payload(3)).join();
      storage.copyDurable(store.store().dataDirectory().path(), root.resolve("b"));
    }
    damageLastGroup(root.resolve("b"));
    try (var store = open(root.resolve("b"), new NioStorage())) {
      check(store, 2);
    }
  }

  /** Changes a byte of the last payload in the commit log. */
  private static void damageLastGroup(Path directory) throws IOException {
    Path file = commitFiles(directory).get(0);
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    int at = text.lastIndexOf("payload 3");
    assertThat(at).isPositive();
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {'X'}), at);
    }
  }

  @Test
  void aLogThatWasPurgedAndBegunAnewDoesNotGetOldEventsBack() throws IOException {
    var storage = new PowerCutStorage(root.resolve("a"));
    try (var store = open(root.resolve("a"), storage)) {
      begin(store);
      writeAll(store, 2);
      store.store().purge("log-0").toCompletableFuture().join();
      store.write("log-0", 1, "anew".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).join();
      storage.copyDurable(store.store().dataDirectory().path(), root.resolve("b"));
    }
    try (var store = open(root.resolve("b"), new NioStorage())) {
      assertThat(store.read("log-0", 1)).hasSize(1);
      assertThat(store.read("log-0", 1).get(1L)).asString().isEqualTo("anew");
      assertThat(store.store().repairReports()).isEmpty();
    }
  }

  @Test
  void afterAFailedFsyncNothingOfTheGroupCountsAndTheNextOneDoes() throws IOException {
    var storage = new FaultyStorage();
    try (var store = open(root, storage)) {
      begin(store);
      writeAll(store, 2);
      storage.failForce(true);
      assertThatThrownBy(() -> store.write("log-3", 3, new byte[50]).join())
          .hasRootCauseMessage("Input/output error");
      assertThat(store.store().health().isHealthy()).isFalse();
      assertThatThrownBy(() -> store.write("log-4", 3, payload(3)).join())
          .as("nothing is confirmed before the log files are known to be safe")
          .hasRootCauseInstanceOf(IOException.class);
      storage.failForce(false);
      writeAll(store, 3);
      check(store, 3);
      assertThat(store.store().health().isHealthy()).isTrue();
    }
    try (var store = open(root, new NioStorage())) {
      check(store, 3);
    }
  }

  @Test
  void aFullDiskRefusesAndLosesNothing() {
    var storage = new FaultyStorage();
    try (var store = open(root, storage)) {
      begin(store);
      writeAll(store, 2);
      storage.fullAfter(40);
      assertThatThrownBy(() -> store.write("log-5", 3, payload(3)).join())
          .hasRootCauseInstanceOf(IOException.class);
      storage.fullAfter(Long.MAX_VALUE);
      writeAll(store, 3);
      check(store, 3);
    }
  }

  @Test
  void readersSeeWhatIsOnlyInTheCommitLog() {
    try (var store = open(root, new FaultyStorage())) {
      begin(store);
      for (long nr = 2; nr <= 6; nr++) {
        writeAll(store, nr);
        check(store, nr);
      }
    }
  }

  private static List<Path> commitFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("commit"))) {
      return files.toList();
    }
  }
}
