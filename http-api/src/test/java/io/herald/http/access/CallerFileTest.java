package io.herald.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.config.HttpAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The file: what it must be at the start, and what happens when it changes. */
class CallerFileTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(CallerFile.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void listen() {
    path = directory.resolve("callers");
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void newContentCountsOnceItHasStayedTheSame() throws Exception {
    CallerFile file = write("a", "first");

    write("a", "second");
    file.reloadIfChanged();
    assertThat(file.callers().ofToken("first")).isPresent();
    file.reloadIfChanged();
    assertThat(file.callers().ofToken("first")).isEmpty();
    assertThat(file.callers().ofToken("second")).isPresent();
    assertThat(messages()).containsExactly(path + " has changed and is used from now on");
  }

  @Test
  void brokenContentChangesNothingAndIsToldOnce() throws Exception {
    CallerFile file = write("a", "first");

    Files.writeString(path, "a sha256:half");
    look(file, 5);
    assertThat(file.callers().ofToken("first")).isPresent();
    assertThat(messages())
        .containsExactly(
            "the callers known before stay: --http-auth-file "
                + path
                + " line 1: needs a name, a credential and roles");

    write("a", "second");
    look(file, 2);
    assertThat(file.callers().ofToken("second")).isPresent();
  }

  @Test
  void aFileThatIsGoneOrEmptyChangesNothing() throws Exception {
    CallerFile file = write("a", "first");

    Files.delete(path);
    look(file, 3);
    Files.writeString(path, "# nobody\n");
    look(file, 3);
    assertThat(file.callers().ofToken("first")).isPresent();
    assertThat(messages())
        .hasSize(2)
        .satisfies(
            lines -> assertThat(lines.get(0)).endsWith("cannot be read (NoSuchFileException)"))
        .satisfies(lines -> assertThat(lines.get(1)).endsWith("so nobody could call"));
  }

  @Test
  void nothingHappensWhileNothingChanges() throws Exception {
    CallerFile file = write("a", "first");
    CallerList before = file.callers();

    look(file, 3);
    assertThat(file.callers()).isSameAs(before);
    assertThat(messages()).isEmpty();
  }

  @Test
  void aFileThatCannotBeUsedAtTheStartIsAnError() throws Exception {
    assertThatThrownBy(() -> CallerFile.read(path, HttpAuth.TOKEN))
        .isInstanceOf(CallerFileException.class)
        .hasMessage("--http-auth-file " + path + " cannot be read (NoSuchFileException)");

    write("a", "first");
    assertThatThrownBy(() -> CallerFile.read(path, HttpAuth.CERTIFICATE))
        .isInstanceOf(CallerFileException.class)
        .hasMessageEndingWith("has no line with cn: or dn:, so nobody could call");
  }

  @Test
  void aMadeLineIsReadAgain() throws Exception {
    String line =
        CallerFile.line("a", BearerToken.hashText("t"), "publish", List.of("orders.*", "b c"));
    Files.writeString(path, line);

    Caller caller = CallerFile.read(path, HttpAuth.TOKEN).callers().ofToken("t").orElseThrow();
    assertThat(caller.mayUse("orders-1")).isTrue();
    assertThat(caller.topics()).hasSize(2);
  }

  private CallerFile write(String name, String token) throws IOException, CallerFileException {
    Files.writeString(path, name + " " + BearerToken.hashText(token) + " read\n");
    return CallerFile.read(path, HttpAuth.TOKEN);
  }

  private static void look(CallerFile file, int times) {
    for (int i = 0; i < times; i++) {
      file.reloadIfChanged();
    }
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
