package io.herald.multijvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the nodes of a test run keep their data and logs: below {@code target/nodes}. */
public final class WorkDirectory {
  private WorkDirectory() {}

  /** A new empty directory for data. */
  public static Path create() throws IOException {
    return Files.createTempDirectory(base(), "data-");
  }

  /** A new file for a node's output; kept after the run. */
  public static Path newLog(String program) throws IOException {
    return Files.createTempFile(base(), program + "-", ".log");
  }

  public static void delete(Path directory) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(directory)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  /** What Maven builds of this module goes there; {@code clean} deletes it. */
  static Path target() {
    return Path.of("target").toAbsolutePath();
  }

  private static Path base() throws IOException {
    return Files.createDirectories(target().resolve("nodes"));
  }
}
