package io.herald.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.config.SettingsLoader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code herald search} against a whole node. */
class SearchCommandTest {
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

  private int herald(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--http", node.http().toString()));
    out.reset();
    err.reset();
    return HeraldCommand.run(
        settings -> {
          throw new AssertionError("nothing is started");
        },
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        arguments.toArray(String[]::new));
  }

  private List<String> lines(String... command) {
    assertThat(herald(command)).as(err.toString(UTF_8)).isZero();
    return out.toString(UTF_8).lines().toList();
  }

  private JsonNode json(String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--json");
    assertThat(herald(arguments.toArray(String[]::new))).as(err.toString(UTF_8)).isZero();
    return new ObjectMapper().readTree(out.toByteArray());
  }

  @Test
  void whatIsFoundIsShownAndHowFarWasLooked() throws Exception {
    lines("topic", "create", "s", "--partitions=2");
    lines("message", "publish", "s", "{\"user\":{\"name\":\"ann\"}}", "--key=a");
    lines("message", "publish", "s", "{\"user\":{\"name\":\"bob\"}}", "--key=b");
    lines("message", "publish", "s", "plain\nbob", "--key=c");
    List<String> found = lines("search", "s", "--field", "user.name=bob");
    assertThat(found).hasSize(6);
    assertThat(found.get(0)).matches("ID +PARTITION +OFFSET +PUBLISHED +BYTES +BODY");
    assertThat(found.get(1)).endsWith("{\"user\":{\"name\":\"bob\"}}");
    assertThat(found.subList(4, 6)).allSatisfy(line -> assertThat(line).endsWith("to the end"));
    assertThat(lines("search", "s", "--contains=bob")).hasSize(7);
    assertThat(lines("search", "s", "--contains=plain").get(1)).endsWith("plain bob");

    JsonNode all = json("search", "s");
    assertThat(all.path("complete").asBoolean()).isTrue();
    assertThat(all.path("messages")).hasSize(3);
    JsonNode second = all.path("messages").path(1);
    assertThat(second.path("body_encoding").asText()).isEqualTo("utf-8");
    String at = second.path("published_at").asText();
    JsonNode one = json("search", "s", "--from", at, "--to", at);
    assertThat(one.path("messages")).hasSize(1).containsExactly(second);

    JsonNode bounded = json("search", "s", "--scan=1");
    assertThat(bounded.path("messages").size()).isLessThanOrEqualTo(2);
    assertThat(lines("search", "s", "--limit=1"))
        .anySatisfy(
            line -> assertThat(line).matches(".*go on with --partition=[01] --from=offset:[0-9]+"));
  }

  @Test
  void whatCannotBeSearchedIsOneLine() {
    assertThat(herald("search", "none")).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .isEqualTo("herald: " + node.http() + " answers 404 to /message/search: TOPIC_NOT_FOUND\n");
    assertThat(herald("search", "a/b")).isEqualTo(2);
    lines("topic", "create", "misused");
    assertThat(herald("search", "misused", "--limit=0")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("limit: must be a number from 1 to 1000");
    assertThat(herald("search", "misused", "--field=a")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("field, value: must be given together");
  }
}
