package io.herald.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.config.Endpoint;
import io.herald.config.SettingsLoader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code herald topic}, {@code channel} and {@code message} against a whole node. */
class AdminCommandsTest {
  private static RunningNode node;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Stream<String> addresses =
        Stream.of("tcp", "http", "lookup-tcp", "lookup-http")
            .map(server -> "--" + server + "-address=127.0.0.1:0");
    List<String> flags =
        Stream.concat(addresses, Stream.of("--data-path=" + directory.resolve("data"))).toList();
    node = Node.start(SettingsLoader.load(flags, Map.of()));
  }

  @AfterAll
  static void stop() throws Exception {
    node.stop().run();
  }

  @Test
  void aTopicLivesFromCreateToDelete() throws Exception {
    expect("created topic life", "topic", "create", "life", "--partitions=2");
    assertThat(lines("topic", "list")).contains("life");
    expect("paused topic life", "topic", "pause", "life");
    assertThat(describe("life").path("paused").asBoolean()).isTrue();
    assertThat(describe("life").path("partitions")).hasSize(2);
    expect("unpaused topic life", "topic", "unpause", "life");
    assertThat(describe("life").path("paused").asBoolean()).isFalse();
    expect("published to topic life", "message", "publish", "life", "hello", "--key", "a b&c");
    String stored = describe("life").path("bytes").asText();
    List<String> described = lines("topic", "describe", "life");
    assertThat(described)
        .hasSize(6)
        .startsWith(
            "topic life: 1 messages, " + stored + " bytes in 2 partitions",
            "finished messages are kept for 72h; a partition may grow without limit",
            "");
    assertThat(described.get(3))
        .matches("PARTITION +FIRST OFFSET +NEXT OFFSET +BYTES +SEGMENTS +HELD +OLDEST");
    assertThat(described.subList(4, 6))
        .anySatisfy(line -> assertThat(line).matches("[01] .* " + stored + " +1 +1 +20.*Z"))
        .anySatisfy(line -> assertThat(line).matches("[01] .* 0 +1 +0 +-"));
    assertThat(describe("life").path("held").asInt()).isEqualTo(1);
    expect("emptied topic life", "topic", "empty", "life", "--yes");
    assertThat(describe("life").path("held").asInt()).isZero();
    expect("deleted topic life", "topic", "delete", "life", "--yes");
    assertThat(lines("topic", "list")).doesNotContain("life");
  }

  @Test
  void whatIsSetIsShownAndStaysUntilItIsSetBack() throws Exception {
    expect("created topic set", "topic", "create", "set", "--partitions=2");
    expect("created channel c of topic set", "channel", "create", "set", "c");
    assertThat(lines("topic", "config", "set", "retention_age=3600s", "limit-bytes=1048576"))
        .anySatisfy(line -> assertThat(line).matches("retention-age +1h .*"))
        .anySatisfy(line -> assertThat(line).matches("limit-bytes +1MiB .*"))
        .anySatisfy(line -> assertThat(line).matches("ttl +- .*"));
    assertThat(lines("channel", "config", "set", "c", "max-attempts=5"))
        .anySatisfy(line -> assertThat(line).matches("max-attempts +5 .*"));
    assertThat(lines("topic", "config", "set", "retention-age="))
        .anySatisfy(line -> assertThat(line).matches("retention-age +- .*"))
        .anySatisfy(line -> assertThat(line).matches("limit-bytes +1MiB .*"));
    lines("topic", "config", "set", "ttl=90m");
    assertThat(describe("set").at("/settings/ttl_ms").asLong()).isEqualTo(5_400_000);
    assertThat(lines("topic", "describe", "set"))
        .contains(
            "finished messages are kept for 72h; at 1048576 bytes a partition publishes are"
                + " refused; no message is delivered after 1h30m");
    assertThat(
            json("channel", "config", "set", "c").path("settings").path(0).path("value").asText())
        .isEqualTo("5");
  }

  @Test
  void aChannelLivesFromCreateToDelete() throws Exception {
    expect("created topic c", "topic", "create", "c");
    expect("created channel one of topic c", "channel", "create", "c", "one");
    expect("created channel two of topic c", "channel", "create", "c", "two");
    assertThat(lines("channel", "list", "c")).containsExactly("one", "two");
    expect("published to topic c", "message", "publish", "c", "now");
    expect("published to topic c", "message", "publish", "c", "later", "--defer", "1h");
    expect("paused channel one of topic c", "channel", "pause", "c", "one");
    assertThat(lines("channel", "describe", "c", "one"))
        .containsExactly(
            "CHANNEL  DEPTH  IN FLIGHT  DEFERRED  REQUEUED  TIMED OUT  CLIENTS  PAUSED",
            "one      2      0          0         0         0          0        yes");
    assertThat(lines("topic", "describe", "c").subList(6, 9))
        .extracting(line -> line.replaceAll("  +", "|"))
        .satisfies(
            rows -> {
              assertThat(rows.get(0))
                  .isEqualTo(
                      "CHANNEL|PARTITION|DEPTH|IN FLIGHT|DEFERRED|DROPPED|LAG|LAG BYTES"
                          + "|OLDEST UNFINISHED|PAUSED");
              assertThat(rows.get(1))
                  .matches("one\\|all\\|2\\|0\\|0\\|0\\|2\\|76\\|[0-9.]+m?s\\|yes");
              assertThat(rows.get(2))
                  .matches("two\\|all\\|[12]\\|0\\|[01]\\|0\\|2\\|76\\|[0-9.]+m?s\\|no");
            });
    expect("unpaused channel one of topic c", "channel", "unpause", "c", "one");
    expect("emptied channel one of topic c", "channel", "empty", "c", "one", "--yes");
    assertThat(json("channel", "describe", "c", "one").path("depth").asInt(-1)).isZero();
    expect("deleted channel two of topic c", "channel", "delete", "c", "two", "--yes");
    assertThat(lines("channel", "list", "c")).containsExactly("one");
  }

  @Test
  void aChannelIsMovedThroughHistoryAndANewOneBeginsInIt() throws Exception {
    expect("created topic past", "topic", "create", "past");
    expect("created channel c of topic past", "channel", "create", "past", "c");
    expect("published to topic past", "message", "publish", "past", "one");
    expect("published to topic past", "message", "publish", "past", "two");
    JsonNode tried = json("channel", "seek", "past", "c", "--to=end", "--dry-run");
    assertThat(tried.path("skipped").asInt()).isEqualTo(2);
    long end = tried.at("/partitions/0/end").asLong();
    assertThat(json("channel", "describe", "past", "c").path("depth").asInt()).isEqualTo(2);
    assertThat(lines("channel", "seek", "past", "c", "--to=end"))
        .hasSize(3)
        .startsWith("0 replayed, 2 skipped, 0 in flight dropped");
    String offset = "offset:" + (end - 2);
    assertThat(lines("channel", "seek", "past", "c", "--to", offset, "--partition=0"))
        .extracting(line -> line.replaceAll(" +", " "))
        .containsExactly(
            "2 replayed, 0 skipped, 0 in flight dropped",
            "PARTITION WAS OFFSET END REPLAYED SKIPPED DROPPED",
            "0 %d %d %d 2 0 0".formatted(end, end - 2, end));
    assertThat(lines("channel", "create", "past", "new", "--from=beginning").get(1))
        .startsWith("0          " + (end - 2) + "  20");
    assertThat(json("channel", "describe", "past", "new").path("depth").asInt()).isEqualTo(2);
  }

  @Test
  void programsGetJson() throws Exception {
    assertThat(json("topic", "create", "j", "--ordered").toString())
        .isEqualTo("{\"topic\":\"j\",\"done\":\"created\"}");
    assertThat(json("channel", "create", "j", "k").toString())
        .isEqualTo("{\"topic\":\"j\",\"channel\":\"k\",\"done\":\"created\"}");
    assertThat(json("channel", "list", "j").toString()).isEqualTo("{\"channels\":[\"k\"]}");
    assertThat(json("topic", "list").path("topics")).extracting(JsonNode::asText).contains("j");
    assertThat(json("topic", "describe", "j").path("topic").asText()).isEqualTo("j");
  }

  @Test
  void theBodyMayComeFromStandardInput() throws Exception {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("two\nlines\n".getBytes(UTF_8)));
    try {
      expect("published to topic piped", "message", "publish", "piped");
    } finally {
      System.setIn(before);
    }
    assertThat(describe("piped").path("messages").asInt()).isEqualTo(1);
    assertThat(describe("piped").path("bytes").asInt()).isEqualTo(34 + 10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topic describe none|NODE answers 404 to /topic/describe: TOPIC_NOT_FOUND",
        "channel list none|NODE has no topic none",
        "channel describe none c|NODE has no channel c of topic none",
        "topic pause none|NODE answers 404 to /topic/pause: TOPIC_NOT_FOUND",
        "topic delete none --yes|NODE answers 404 to /topic/delete: TOPIC_NOT_FOUND",
        "channel create none c|NODE answers 404 to /channel/create: TOPIC_NOT_FOUND",
        "channel seek none c --to=end|NODE answers 404 to /channel/seek: TOPIC_NOT_FOUND",
        "topic config none ttl=1s|NODE answers 404 to /topic/config: TOPIC_NOT_FOUND",
        "message publish x y --defer=9000h|NODE answers 400 to /pub: INVALID_DEFER"
      })
  void whatTheNodeRefusesIsOneLineAndOne(String command, String problem) {
    assertThat(herald(command.split(" "))).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .isEqualTo("herald: " + problem.replace("NODE", node.http().toString()) + "\n");
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topic create a/b|TOPIC a/b: a name is 1 to 64 letters",
        "channel create t c!|CHANNEL c!: a name is 1 to 64 letters",
        "topic create t --partitions=1025|--partitions=1025: must be 1 to 1024",
        "topic create t --partitions=x|--partitions",
        "topic delete t|delete needs --yes where nobody can be asked",
        "channel empty t c|empty needs --yes where nobody can be asked",
        "channel delete t|CHANNEL",
        "channel seek t c|Missing required option",
        "topic pause|TOPIC",
        "topic rename t|unknown command or option",
        "message publish t x --defer=soon|--defer=soon: must be a duration such as 500ms",
        "topic list --http=nowhere|--http=nowhere: must be host:port",
        "topic list --token=a --token-file=b|mutually exclusive",
        "topic list --token-file=/does/not/exist|--token-file: cannot read /does/not/exist",
        "topic list --tls-cert=c|--tls-cert and --tls-key belong together",
        "topic list --tls-root-ca-file=/does/not/exist|/does/not/exist"
      })
  void whatIsWrongWithTheCommandLineIsOneLineAndTwo(String command, String problem) {
    assertThat(herald(command.split(" "))).isEqualTo(HeraldCommand.MISUSE);
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("herald: ")
        .contains(problem);
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void nobodyThereIsOneLine() throws Exception {
    Endpoint nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = new Endpoint("127.0.0.1", socket.getLocalPort());
    }

    assertThat(run("topic", "list", "--http", nobody.toString())).isEqualTo(1);
    assertThat(err.toString(UTF_8)).isEqualTo("herald: " + nobody + " does not answer\n");
  }

  @ParameterizedTest
  @CsvSource({
    "under_score:4151, under_score:4151: no host name that HTTP allows",
    "no.such.host.invalid:4151, no.such.host.invalid:4151 does not answer"
  })
  void aHostThatCannotBeIsOneLine(String address, String problem) {
    assertThat(run("topic", "list", "--http", address)).isEqualTo(1);
    assertThat(err.toString(UTF_8)).isEqualTo("herald: " + problem + "\n");
  }

  @Test
  void anInputThatCannotBeReadIsOneLine(@TempDir Path directory) throws Exception {
    InputStream before = System.in;
    try (InputStream unreadable = Files.newInputStream(directory)) {
      System.setIn(unreadable);
      assertThat(herald("message", "publish", "unread")).isEqualTo(HeraldCommand.MISUSE);
    } finally {
      System.setIn(before);
    }
    assertThat(err.toString(UTF_8))
        .isEqualTo("herald: standard input cannot be read: Is a directory\n");
  }

  @Test
  void whatIsNoNodeIsOneLine() throws Exception {
    assertThat(run("topic", "list", "--http", node.tcp().toString())).isEqualTo(1);
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("herald: " + node.tcp() + " does not answer as a Herald node (");
  }

  @Test
  void helpSaysHowCommandsEnd() {
    for (String command : List.of("topic delete", "channel list", "message publish", "topic")) {
      out.reset();
      assertThat(run((command + " --help").split(" "))).isZero();
      assertThat(out.toString(UTF_8))
          .contains("Exit status:")
          .containsPattern("1 +The node refused or could not be asked");
    }
    assertThat(out.toString(UTF_8))
        .containsPattern("(?m)^  describe +Show what a topic has stored");
  }

  private void expect(String line, String... command) {
    assertThat(lines(command)).containsExactly(line);
  }

  private JsonNode describe(String topic) throws Exception {
    return json("topic", "describe", topic);
  }

  private JsonNode json(String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--json");
    return new ObjectMapper().readTree(String.join("\n", lines(arguments.toArray(String[]::new))));
  }

  private List<String> lines(String... command) {
    out.reset();
    assertThat(herald(command)).as("%s: %s", List.of(command), err).isZero();
    return out.toString(UTF_8).lines().toList();
  }

  /** Runs a command that asks the node, unless it names another. */
  private int herald(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    if (arguments.stream().noneMatch(argument -> argument.startsWith("--http"))) {
      arguments.addAll(List.of("--http", node.http().toString()));
    }
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return HeraldCommand.run(
        settings -> {
          throw new AssertionError("starts nothing");
        },
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        arguments);
  }
}
