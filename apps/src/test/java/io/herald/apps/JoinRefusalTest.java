package io.herald.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes, as processes, that cannot get into a cluster: one line each, and exit code 1. */
class JoinRefusalTest {
  private static final String SEED_MUST =
      " (a seed must run, without --cluster-tls-path, and be written as in its own"
          + " --cluster-address)";

  @TempDir private static Path seedDirectory;
  private static String seedAddress;
  private static Fork seed;

  @TempDir private Path directory;

  @BeforeAll
  static void startSeed() throws Exception {
    seedAddress = FreePort.address();
    seed = start(seedDirectory, "--cluster-address=" + seedAddress).awaitLine("READY");
  }

  @AfterAll
  static void stopSeed() {
    seed.close();
  }

  @ParameterizedTest
  @CsvSource({"cluster-name, blue, herald", "default-partitions, 8, 1"})
  void aNodeWithOtherSettingsIsRefusedOnBothSides(String key, String here, String there)
      throws Exception {
    try (Fork node = start(directory, "--" + key + "=" + here, "--cluster-seed=" + seedAddress)) {
      expectOneLine(node, "the cluster does not fit this node: " + difference(key, here, there));
    }
    String told = "refused a node that wants to join: " + difference(key, there, here);
    assertThat(seed.errors()).anyMatch(line -> line.endsWith(told));
  }

  @Test
  void aNodeOfAnotherSeriesIsRefused() throws Exception {
    Path version = directory.resolve("other/io/herald/config/version.properties");
    Files.createDirectories(version.getParent());
    Files.writeString(version, "version=9.7.1\n");
    String classPath =
        directory.resolve("other") + File.pathSeparator + System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, Main.class.getName()));
    command.addAll(arguments("--cluster-seed=" + seedAddress));
    try (Fork node = Fork.start(directory, Map.of(), command)) {
      expectOneLine(node, "the cluster does not fit this node: version is 9.7 here and 0.1 there");
    }
  }

  @Test
  void aSeedThatIsNotThereIsWaitedForAndNamed() throws Exception {
    String nobody = FreePort.address();
    String problem = "no answer from " + nobody + SEED_MUST;
    try (Fork node = start(directory, "--cluster-seed=" + nobody, "--cluster-join-timeout=7s")) {
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.lines()).isEmpty();
      assertThat(node.errors()).hasSize(2);
      assertThat(node.errors().get(0)).endsWith("joining the cluster for 5 s: " + problem);
      assertThat(node.errors().get(1))
          .isEqualTo("herald: cannot start: not in the cluster within 7s: " + problem);
    }
  }

  /** Nodes know each other by the very words of their addresses. */
  @Test
  void aSeedThatIsWrittenInAnotherWayDoesNotAnswer() throws Exception {
    String renamed = seedAddress.replace("127.0.0.1", "localhost");
    try (Fork node = start(directory, "--cluster-seed=" + renamed, "--cluster-join-timeout=4s")) {
      expectOneLine(node, "not in the cluster within 4s: no answer from " + renamed + SEED_MUST);
    }
  }

  @Test
  void twoNodesCannotShareADataDirectory() throws Exception {
    try (Fork node = start(seedDirectory, "--cluster-seed=" + seedAddress)) {
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.errors())
          .singleElement()
          .asString()
          .startsWith("herald: cannot start: data directory ")
          .contains(" is used by another process");
    }
  }

  @Test
  void twoNodesCannotShareAClusterAddress() throws Exception {
    try (Fork node = start(directory, "--cluster-address=" + seedAddress)) {
      expectOneLine(
          node,
          "--cluster-address: cannot listen on "
              + seedAddress
              + ": [/"
              + seedAddress
              + "] Address already in use");
    }
  }

  private static String difference(String key, String here, String there) {
    return key + " is " + here + " here and " + there + " there";
  }

  /** A busy machine may take longer than the first five seconds, which is told, too. */
  private static void expectOneLine(Fork node, String problem) throws Exception {
    assertThat(node.exitCode()).isEqualTo(1);
    assertThat(node.lines()).isEmpty();
    assertThat(node.errors())
        .filteredOn(line -> !line.contains("joining the cluster for"))
        .containsExactly("herald: cannot start: " + problem);
  }

  private static Fork start(Path directory, String... flags) throws Exception {
    return Fork.main(directory, Main.class, arguments(flags).toArray(String[]::new));
  }

  private static List<String> arguments(String... flags) {
    List<String> arguments = new ArrayList<>(List.of("start", "--cluster-join-timeout=50s"));
    for (String server : List.of("tcp", "http", "lookup-tcp", "lookup-http")) {
      arguments.add("--" + server + "-address=127.0.0.1:0");
    }
    arguments.addAll(List.of(flags));
    return arguments;
  }
}
