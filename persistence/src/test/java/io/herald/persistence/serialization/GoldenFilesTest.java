package io.herald.persistence.serialization;

import akka.serialization.SerializerWithStringManifest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every family of stored events and states, and its serializer. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class GoldenFilesTest {
  private final SerializerWithStringManifest serializer;
  private final String directory;
  private final Map<String, Object> samples;

  /**
   * The golden files of one serializer.
   *
   * @param directory that the files are in
   * @param samples each file's name, without its ending, and the object it holds
   */
  protected GoldenFilesTest(
      SerializerWithStringManifest serializer, String directory, Map<String, Object> samples) {
    this.serializer = serializer;
    this.directory = directory;
    this.samples = samples;
  }

  /** The names of the files. */
  protected Set<String> files() {
    return samples.keySet();
  }

  @ParameterizedTest
  @MethodSource("files")
  protected void whatWasWrittenOnceIsWrittenAndReadForEver(String file) throws IOException {
    GoldenFile.check(serializer, directory, file, samples.get(file));
  }

  @ParameterizedTest
  @MethodSource("files")
  protected void damagedBytesAreReadOrRefusedAndNothingElse(String file) throws IOException {
    GoldenFile.checkDamage(serializer, directory, file);
  }

  @Test
  protected void akkaFindsTheSerializer() {
    GoldenFile.checkBinding(serializer, samples.values());
  }
}
