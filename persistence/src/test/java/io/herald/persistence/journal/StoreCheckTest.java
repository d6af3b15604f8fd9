package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is looked at and how; that all damage is found, {@link DamagedFileTest} shows. */
class StoreCheckTest {
  private static final String PID = "segment|t|1|0|1";

  @TempDir Path root;
  private Path directory;
  private final List<RepairReport> found = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    directory = root.resolve("data");
    try (var store = RawStore.withoutForce(RawStore.settings(directory, Durability.PROCESS))) {
      for (long nr = 1; nr <= 100; nr++) {
        assertThat(store.write(PID, nr, new byte[200])).isCompleted();
      }
      assertThat(store.write("topic|t", 1, new byte[9], new byte[9])).isCompleted();
      store.store().snapshots().save(PID, RawStore.record(50, 0, new byte[300]), 1234);
    }
  }

  private StoreCheck.Summary check() throws IOException {
    return StoreCheck.run(directory, found::add);
  }

  private Map<Path, String> content() throws IOException {
    Map<Path, String> content = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        String bytes = HexFormat.of().formatHex(Files.readAllBytes(path));
        content.put(path, Files.getLastModifiedTime(path) + " " + bytes);
      }
    }
    return content;
  }

  private Path onlyFile(String below, String suffix) throws IOException {
    try (Stream<Path> paths = Files.walk(directory.resolve(below))) {
      return paths.filter(path -> path.toString().endsWith(suffix)).sorted().findFirst().get();
    }
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void everythingIsReadAndNothingIsWritten() throws IOException {
    Map<Path, String> before = content();
    StoreCheck.Summary summary = check();
    assertThat(found).isEmpty();
    assertThat(summary.logs()).isEqualTo(2);
    assertThat(summary.files()).isGreaterThan(2); // the files are small
    assertThat(summary.records()).isEqualTo(102);
    assertThat(summary.bytes()).isGreaterThan(100 * 200);
    assertThat(summary.snapshots()).isEqualTo(1);
    assertThat(summary.damages()).isZero();
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void damageIsReportedAndLeftAsItIs() throws IOException {
    flip(onlyFile("journal", LogFile.SUFFIX), LogFile.HEADER_BYTES + RecordHeader.BYTES + 30);
    flip(onlyFile("snapshots", ".snap"), 100);
    Map<Path, String> before = content();
    assertThat(check().damages()).isEqualTo(2);
    assertThat(found)
        .extracting(RepairReport::kind)
        .containsExactly(RepairReport.Kind.CORRUPT_RECORD, RepairReport.Kind.CORRUPT_SNAPSHOT);
    assertThat(found.get(0).fromSequenceNr()).isEqualTo(1);
    assertThat(found.get(0).toSequenceNr()).isEqualTo(1);
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void aFileThatIsGoneIsReported() throws IOException {
    Files.delete(onlyFile("journal", LogFile.SUFFIX));
    check();
    assertThat(found)
        .extracting(RepairReport::kind)
        .containsExactly(RepairReport.Kind.MISSING_BYTES);
    assertThat(found.get(0).fromSequenceNr()).isEqualTo(1);
  }

  @Test
  void aDirectoryInUseIsRefusedAndNobodyCanStartWhileItIsRead() throws IOException {
    try (DataDirectory used = DataDirectory.open(directory)) {
      assertThatThrownBy(this::check)
          .isInstanceOf(DataDirectoryLockedException.class)
          .hasMessageContaining(used.path().toString());
    }
    try (DataDirectory read = DataDirectory.openToRead(directory)) {
      assertThatThrownBy(() -> DataDirectory.open(read.path()))
          .isInstanceOf(DataDirectoryLockedException.class);
    }
    assertThat(check().damages()).isZero();
  }

  @Test
  void whatIsNoDataDirectoryIsRefused() throws IOException {
    assertThatThrownBy(() -> StoreCheck.run(root, found::add))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("not a data directory");
    assertThatThrownBy(() -> StoreCheck.run(root.resolve("none"), found::add))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(root.resolve("none")).doesNotExist();
  }
}
