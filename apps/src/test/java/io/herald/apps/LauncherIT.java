package io.herald.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code ./herald} script as people run it, on the jars that this build just made. */
class LauncherIT {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("herald.launcher", "../herald")).toAbsolutePath().normalize();

  @TempDir private Path directory;

  @Test
  void theHelpTellsANewcomerWhatToType() throws Exception {
    try (Fork herald = herald("--help")) {
      assertThat(herald.exitCode()).isZero();
      assertThat(herald.lines())
          .first()
          .isEqualTo("Herald: an NSQ-compatible message broker that keeps every message.");
      assertThat(String.join("\n", herald.lines()))
          .contains("herald start ")
          .contains("curl -d hello 'http://127.0.0.1:4151/pub?topic=greetings'");
      assertThat(herald.errors()).isEmpty();
    }
  }

  @Test
  void theHelpOfStartListsEverySetting() throws Exception {
    try (Fork herald = herald("start", "--help")) {
      assertThat(herald.exitCode()).isZero();
      assertThat(herald.lines())
          .contains("  --tcp-address=<host:port>  [0.0.0.0:4150]", "  --cluster-seed=<host:port>");
    }
  }

  @Test
  void configShowNamesTheSourceOfEachValue() throws Exception {
    Files.writeString(directory.resolve("h.conf"), "herald.loops = 3\n");
    try (Fork herald =
        launch(
            LAUNCHER,
            Map.of("HERALD_NODE_ID", "7"),
            List.of("config", "show", "--tcp-address=:0", "--config", "h.conf"))) {
      assertThat(herald.exitCode()).isZero();
      assertThat(herald.lines())
          .anyMatch(line -> line.matches("tcp-address +0\\.0\\.0\\.0:0 +flag"))
          .anyMatch(line -> line.matches("node-id +7 +environment"))
          .anyMatch(line -> line.matches("loops +3 +config file h\\.conf:1"))
          .anyMatch(line -> line.matches("msg-timeout +1m +default"));
    }
  }

  @Test
  void configShowHidesPasswords() throws Exception {
    try (Fork herald = herald("config", "show", "--cassandra-password=geheim")) {
      assertThat(herald.exitCode()).isZero();
      assertThat(herald.lines()).anyMatch(line -> line.matches("cassandra-password +\\*+ +flag"));
      assertThat(String.join("\n", herald.lines())).doesNotContain("geheim");
    }
  }

  @Test
  void configShowSpeaksJson() throws Exception {
    try (Fork herald = herald("config", "show", "--json", "--node-id=5")) {
      assertThat(herald.exitCode()).isZero();
      JsonNode settings = new ObjectMapper().readTree(String.join("\n", herald.lines()));
      assertThat(settings)
          .anyMatch(
              line ->
                  line.path("key").asText().equals("node-id")
                      && line.path("value").asText().equals("5")
                      && line.path("source").asText().equals("flag"));
    }
  }

  @Test
  void aBadFlagIsOneLineAndExitCode2() throws Exception {
    expectRefusal(
        "herald: --node-id=9999 (flag): must be a whole number from 0 to 1023",
        "start",
        "--node-id=9999");
    expectRefusal(
        "herald: unknown flag --tpc-address: did you mean --tcp-address?",
        "start",
        "--tpc-address=:4150");
    expectRefusal("herald: unknown command or option 'strat': did you mean start?", "strat");
  }

  @Test
  void cassandraRefusesBadOptionsInOneLine() throws Exception {
    expectRefusal("herald: Missing required option: '--data-path=DIR'", "cassandra");
    expectRefusal(
        "herald: --port=70000: must be a whole number from 1 to 65535",
        "cassandra",
        "--data-path=c",
        "--port=70000");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Fork herald = herald("cassandra", "--data-path=c", "--port=" + taken.getLocalPort())) {
      assertThat(herald.exitCode()).isEqualTo(1);
      assertThat(herald.errors())
          .containsExactly(
              "herald: cannot start Cassandra: 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": Address already in use");
    }
  }

  @Test
  void schemaShowPrintsWhatApplyWouldRun() throws Exception {
    try (Fork herald = herald("schema", "show", "--cassandra-keyspace=orders")) {
      assertThat(herald.exitCode()).isZero();
      assertThat(String.join("\n", herald.lines()))
          .contains(
              "CREATE KEYSPACE IF NOT EXISTS orders WITH replication ="
                  + " {'class': 'NetworkTopologyStrategy', 'datacenter1': 3};",
              "CREATE TABLE IF NOT EXISTS orders.messages (",
              "INSERT INTO orders.schema_version (part, version) VALUES ('herald', 1);")
          .doesNotContain("$");
    }
    expectRefusal(
        "herald: --replication-factor=0: must be a whole number from 1 to 99",
        "schema",
        "show",
        "--replication-factor=0");
  }

  @Test
  void itRunsFromAnyDirectoryAndThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("herald-link"), LAUNCHER);
    try (Fork herald = launch(link, Map.of(), List.of("version"))) {
      assertThat(herald.exitCode()).isZero();
      assertThat(herald.lines()).singleElement().asString().startsWith("herald v");
    }
  }

  @Test
  void anOldJavaIsNamed() throws Exception {
    Path bin = Files.createDirectories(directory.resolve("old/bin"));
    Path java =
        Files.writeString(
            bin.resolve("java"), "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    try (Fork herald =
        launch(
            LAUNCHER,
            Map.of("JAVA_HOME", bin.getParent().toString(), "PATH", bin + ":" + linkTools()),
            List.of("version"))) {
      assertThat(herald.exitCode()).isEqualTo(1);
      assertThat(herald.errors())
          .singleElement()
          .asString()
          .startsWith("herald: needs Java 17 or newer in JAVA_HOME or PATH: " + java + " is 11;");
    }
  }

  /** A PATH with what the script needs but without the java of this machine. */
  private Path linkTools() throws IOException {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool : List.of("sh", "awk", "dirname", "readlink", "env")) {
      for (String place : List.of("/usr/bin/", "/bin/")) {
        Path original = Path.of(place + tool);
        if (Files.exists(original) && !Files.exists(tools.resolve(tool))) {
          Files.createSymbolicLink(tools.resolve(tool), original);
        }
      }
    }
    return tools;
  }

  private void expectRefusal(String line, String... arguments) throws Exception {
    try (Fork herald = herald(arguments)) {
      assertThat(herald.exitCode()).isEqualTo(2);
      assertThat(herald.errors()).containsExactly(line);
      assertThat(herald.lines()).isEmpty();
    }
  }

  private Fork herald(String... arguments) throws IOException {
    return launch(LAUNCHER, Map.of(), List.of(arguments));
  }

  private Fork launch(Path script, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(script.toString());
    command.addAll(arguments);
    return Fork.start(directory, environment, command);
  }
}
