package io.herald.multijvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Retention per topic over the embedded store: files shrink. */
@HeraldOnly("keeps nothing that is finished")
class RetentionTest extends RetentionScenario {
  @Override
  LaunchOptions store() {
    return LaunchOptions.defaults().withHerald("--durability", "process");
  }

  /** Bytes of all files of segments. */
  @Override
  long size(Path dataPath) throws IOException {
    try (Stream<Path> files = Files.walk(dataPath.resolve("journal"))) {
      return files.filter(RetentionTest::isOfSegment).mapToLong(RetentionTest::bytes).sum();
    } catch (UncheckedIOException goneMeanwhile) {
      return Long.MAX_VALUE;
    }
  }

  private static boolean isOfSegment(Path file) {
    return file.getParent().getFileName().toString().startsWith("segment");
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
