package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Writes random batches, damages one file at a random byte, opens the store again. Everything that
 * the damage did not hit must be there, nothing else may be, and what is gone must be reported.
 * {@code -Dherald.damage.seed=N -Dherald.damage.rounds=N} repeats or extends a run.
 */
final class DamagedFileTest {
  private static final String PID = "damaged|1";
  private static final long SEED = Long.getLong("herald.damage.seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("herald.damage.rounds", 1000);

  private static Path root;

  @BeforeAll
  static void createRoot() throws IOException {
    // In memory where there is such a place: the rounds are many and small.
    Path memory = Path.of("/dev/shm");
    root =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "herald-damage")
            : Files.createTempDirectory("herald-damage");
  }

  @AfterAll
  static void deleteRoot() throws IOException {
    delete(root);
  }

  /** An event and where its atomic write begins and ends. */
  private record Written(byte[] payload, long writeFirst, long writeLast) {}

  private record Place(Path file, long from, long to) {}

  private final Map<Long, Written> written = new TreeMap<>();
  private final Map<Long, Place> places = new TreeMap<>(); // also of deleted events
  private long deletedTo;
  private Path directory;

  @Test
  void everythingTheDamageDidNotHitSurvivesAndTheRestIsReported() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = SEED + round;
      try {
        directory = root.resolve("r" + round);
        round(new Random(seed));
        delete(directory);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + " in " + directory, e);
      }
    }
  }

  private StoreSettings settings() {
    return RawStore.settings(directory, Durability.PROCESS);
  }

  private void round(Random random) throws IOException {
    written.clear();
    places.clear();
    try (var store = RawStore.withoutForce(settings())) {
      writeBatches(random, store, 1);
      if (random.nextInt(4) == 0) {
        store.deleteTo(PID, random.nextInt(written.size()) + 1L);
      }
    }
    if (random.nextInt(3) == 0) {
      deleteIndexes();
    }
    locateRecords();
    List<Path> files = logFiles();
    if (files.isEmpty()) {
      return;
    }
    List<RepairReport> offline = new ArrayList<>();
    StoreCheck.run(directory, offline::add);
    assertThat(offline).as("damage before anything is damaged").isEmpty();
    Path victim = files.get(random.nextInt(files.size()));
    boolean isNewest = victim.equals(files.get(files.size() - 1));
    long bytes = Files.size(victim);
    long at = random.nextLong(bytes);
    boolean cut = random.nextBoolean();
    if (cut) {
      truncate(victim, at);
    } else {
      flip(victim, at, 1 + random.nextInt(255));
    }
    check(random, victim, isNewest, at, cut);
  }

  private void check(Random random, Path victim, boolean isNewest, long at, boolean cut)
      throws IOException {
    List<RepairReport> offline = new ArrayList<>();
    StoreCheck.run(directory, offline::add);
    List<Long> alive = places.keySet().stream().filter(nr -> nr > deletedTo).toList();
    Map<Long, byte[]> found;
    try (var store = RawStore.withoutForce(settings())) {
      found = store.read(PID, 1);
      List<Long> lost = alive.stream().filter(nr -> !found.containsKey(nr)).toList();
      assertThat(alive).containsAll(found.keySet());
      found.forEach((nr, payload) -> assertThat(payload).isEqualTo(written.get(nr).payload()));
      for (long nr : lost) {
        assertThat(mayBeLost(nr, victim, isNewest, at, cut)).as("loss of %d", nr).isTrue();
      }
      List<RepairReport> reports = store.store().repairReports();
      boolean cutBetweenWrites = cut && isNewest && endsAWrite(victim, at);
      for (long nr : lost) {
        assertThat(cutBetweenWrites || isReported(nr, reports))
            .as("report of %d in %s", nr, reports)
            .isTrue();
        assertThat(cutBetweenWrites || isReported(nr, offline))
            .as("report of %d in %s", nr, offline)
            .isTrue();
      }
      // The log goes on behind the damage, and the next start finds nothing new.
      long next = store.highest(PID) + 1;
      assertThat(store.write(PID, next, bytes(random))).isCompleted();
    }
    try (var store = RawStore.withoutForce(settings())) {
      Map<Long, byte[]> again = store.read(PID, 1);
      assertThat(again).hasSize(found.size() + 1);
      assertThat(again.keySet()).containsAll(found.keySet());
      long from = 1 + random.nextLong(store.highest(PID));
      assertThat(store.read(PID, from).keySet())
          .isEqualTo(new TreeMap<>(again).tailMap(from).keySet());
    }
  }

  private boolean mayBeLost(long nr, Path victim, boolean isNewest, long at, boolean cut) {
    Written event = written.get(nr);
    boolean hit = false;
    // The newest file ends with a complete atomic write, so the rest of a hit one may go too.
    for (long i = event.writeFirst(); i <= event.writeLast(); i++) {
      Place place = places.get(i);
      boolean isHit =
          place != null
              && place.file().equals(victim)
              && at < place.to()
              && (cut || at >= place.from());
      hit |= isHit && (isNewest || i == nr);
    }
    return hit;
  }

  private boolean endsAWrite(Path victim, long at) {
    return at == LogFile.HEADER_BYTES
        || places.entrySet().stream()
            .anyMatch(
                entry ->
                    entry.getValue().file().equals(victim)
                        && entry.getValue().to() == at
                        && written.get(entry.getKey()).writeLast() == entry.getKey());
  }

  private static boolean isReported(long nr, List<RepairReport> reports) {
    return reports.stream()
        .anyMatch(
            report ->
                report.fromSequenceNr() <= nr
                    && (report.toSequenceNr() == 0 || nr <= report.toSequenceNr()));
  }

  private void writeBatches(Random random, RawStore store, long from) {
    long next = from;
    int batches = 1 + random.nextInt(60);
    for (int i = 0; i < batches; i++) {
      var payloads = new byte[random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 1][];
      for (int j = 0; j < payloads.length; j++) {
        payloads[j] = bytes(random);
        written.put(next + j, new Written(payloads[j], next, next + payloads.length - 1));
      }
      assertThat(store.write(PID, next, payloads)).isCompleted();
      next += payloads.length;
    }
  }

  /** Random bytes; sometimes ones that look like a record of a journal. */
  private byte[] bytes(Random random) {
    var bytes = new byte[random.nextInt(random.nextInt(8) == 0 ? 2000 : 200)];
    random.nextBytes(bytes);
    if (random.nextInt(5) == 0 && bytes.length > RecordHeader.BYTES + 20) {
      ByteBuffer fake = ByteBuffer.wrap(bytes);
      fake.position(random.nextInt(10));
      new RecordHeader(0, 0, 0, 0, 3, 0, 1 + random.nextInt(300), 1, 1, 0)
          .encode(fake, LogFile.salt("another|1", 1));
    }
    return bytes;
  }

  private void locateRecords() throws IOException {
    for (Path file : logFiles()) {
      long first = LogFile.firstSequenceNrOf(file).orElseThrow();
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      int at = LogFile.HEADER_BYTES;
      while (at < bytes.limit()) {
        RecordHeader header = RecordHeader.decode(bytes, at, LogFile.salt(PID, first));
        int end = at + header.recordBytes();
        places.put(header.sequenceNr(), new Place(file, at, end));
        at = end;
      }
    }
    deletedTo = DeletionMark.read(new NioStorage(), logDirectory());
  }

  private Path logDirectory() {
    return directory.resolve("journal").resolve(EscapedName.of(PID));
  }

  private List<Path> logFiles() throws IOException {
    try (Stream<Path> files = Files.list(logDirectory())) {
      return files.filter(path -> path.toString().endsWith(LogFile.SUFFIX)).sorted().toList();
    }
  }

  private void deleteIndexes() throws IOException {
    try (Stream<Path> files = Files.list(logDirectory())) {
      for (Path path : (Iterable<Path>) files::iterator) {
        if (path.toString().endsWith(SparseIndex.SUFFIX)) {
          Files.delete(path);
        }
      }
    }
  }

  private static void truncate(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  private static void flip(Path file, long at, int bits) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= (byte) bits;
    Files.write(file, bytes);
  }

  private static void delete(Path tree) throws IOException {
    var all = new ArrayList<Path>();
    try (Stream<Path> paths = Files.walk(tree)) {
      paths.forEach(all::add);
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Files.delete(all.get(i));
    }
  }

  @Test
  void anEmptiedFileAndAWriteCutBetweenItsRecordsAreReportedWhole() throws IOException {
    for (boolean emptied : new boolean[] {true, false}) {
      directory = root.resolve("emptied-" + emptied);
      places.clear();
      try (var store = RawStore.withoutForce(settings())) {
        assertThat(store.write(PID, 1, new byte[9], new byte[9], new byte[9])).isCompleted();
      }
      locateRecords();
      truncate(logFiles().get(0), emptied ? 0 : places.get(1L).to());
      try (var store = RawStore.withoutForce(settings())) {
        assertThat(store.read(PID, 1)).isEmpty();
        List<RepairReport> reports = store.store().repairReports();
        assertThat(List.of(1L, 2L, 3L)).allMatch(nr -> isReported(nr, reports));
      }
    }
  }

  @Test
  void aDamagedIndexIsRebuiltAndLosesNothing() throws IOException {
    directory = root.resolve("index");
    var random = new Random(SEED);
    try (var store = RawStore.withoutForce(settings())) {
      writeBatches(random, store, 1);
    }
    try (Stream<Path> files = Files.list(logDirectory())) {
      for (Path path : (Iterable<Path>) files::iterator) {
        if (path.toString().endsWith(SparseIndex.SUFFIX)) {
          byte[] bytes = Files.readAllBytes(path);
          bytes[random.nextInt(bytes.length)] ^= 4;
          Files.write(path, Arrays.copyOf(bytes, bytes.length - random.nextInt(2)));
        }
      }
    }
    try (var store = RawStore.withoutForce(settings())) {
      for (long from = 1; from <= written.size(); from += 3) {
        assertThat(store.read(PID, from)).hasSize((int) (written.size() - from + 1));
      }
      assertThat(store.store().repairReports()).isEmpty();
    }
  }
}
