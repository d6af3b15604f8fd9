package io.herald.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.config.HttpAuth;
import io.herald.http.access.Caller;
import io.herald.http.access.CallerFile;
import io.herald.http.access.Role;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code herald token}: what it prints is what a node accepts. */
class TokenCommandTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aTokenIsPrintedOnceWithItsLine() throws Exception {
    assertThat(
            herald("token", "orders-app", "--roles=publish,read", "--topics", "orders", "o[.].*"))
        .isZero();

    List<String> lines = out.toString(UTF_8).lines().toList();
    assertThat(lines).hasSize(4);
    String token = lines.get(1).strip();
    assertThat(token).matches("herald_[\\w-]{43}");
    assertThat(lines.get(3)).matches("  orders-app sha256:\\p{XDigit}{64} publish,read orders o.*");
    Path file = Files.writeString(directory.resolve("auth"), lines.get(3).strip());
    Caller caller = callerOf(file, token);
    assertThat(caller.may(Role.READ)).isTrue();
    assertThat(caller.may(Role.ADMIN)).isFalse();
    assertThat(caller.mayUse("o.eu")).isTrue();
    assertThat(caller.mayUse("other")).isFalse();
  }

  @Test
  void linesAreAddedToAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("auth"), "# ours");

    assertThat(herald("token", "a", "--roles", "admin", "--file", file.toString())).isZero();
    assertThat(herald("token", "b", "--roles", "read", "--file", file.toString())).isZero();

    List<String> tokens = out.toString(UTF_8).lines().toList();
    assertThat(tokens).hasSize(2);
    assertThat(Files.readAllLines(file)).hasSize(3).first().isEqualTo("# ours");
    assertThat(callerOf(file, tokens.get(0)).name()).isEqualTo("a");
    assertThat(callerOf(file, tokens.get(1)).name()).isEqualTo("b");
    assertThat(Files.readString(file)).doesNotContain(tokens);
  }

  @Test
  void whatIsWrongIsToldInOneLine() {
    expectRefusal("roles must be publish, read, admin", "token", "a", "--roles=write");
    expectRefusal("the name may have", "token", "a b", "--roles=read");
    expectRefusal("not a regular expression: x(", "token", "a", "--roles=read", "--topics=x(");
    expectRefusal("--roles", "token", "a");
    expectRefusal("NAME", "token", "--roles=read");
  }

  @Test
  void aFileThatCannotBeWrittenIsAFailure() {
    assertThat(herald("token", "a", "--roles=read", "--file=" + directory)).isEqualTo(1);
    assertThat(err.toString(UTF_8)).startsWith("herald: cannot write " + directory);
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  private void expectRefusal(String problem, String... arguments) {
    err.reset();
    assertThat(herald(arguments)).isEqualTo(HeraldCommand.MISUSE);
    assertThat(err.toString(UTF_8).lines()).singleElement().asString().contains(problem);
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  private int herald(String... arguments) {
    return HeraldCommand.run(
        settings -> {
          throw new AssertionError("starts nothing");
        },
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        arguments);
  }

  private static Caller callerOf(Path file, String token) throws Exception {
    return CallerFile.read(file, HttpAuth.TOKEN).callers().ofToken(token).orElseThrow();
  }
}
