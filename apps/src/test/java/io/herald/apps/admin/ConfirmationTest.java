package io.herald.apps.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Nothing is destroyed by accident. */
class ConfirmationTest {
  private static final Subject CHANNEL = new Subject("orders", "archive");

  private final CommandSpec spec = new CommandLine(new Any()).getCommandSpec();
  private final List<String> questions = new ArrayList<>();

  @Command
  private static final class Any {}

  @Test
  void whoTypesTheNameMayGoOn() {
    assertThatCode(() -> typing("archive").demand(spec, false, "delete", CHANNEL))
        .doesNotThrowAnyException();
    assertThat(questions)
        .containsExactly("delete channel archive of topic orders? Type its name, archive: ");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "y", "yes", "orders", "Archive"})
  void anythingElseStopsIt(String typed) {
    assertThatThrownBy(() -> typing(typed).demand(spec, false, "delete", CHANNEL))
        .isInstanceOf(NodeException.class)
        .hasMessage("not confirmed, nothing is done");
  }

  @Test
  void whoSaysYesIsNotAsked() throws NodeException {
    typing("no").demand(spec, true, "delete", CHANNEL);

    assertThat(questions).isEmpty();
  }

  @Test
  void whereNobodyCanBeAskedYesIsNeeded() throws NodeException {
    Confirmation nobody = new Confirmation(null);

    nobody.demand(spec, true, "empty", CHANNEL);
    assertThatThrownBy(() -> nobody.demand(spec, false, "empty", CHANNEL))
        .isInstanceOf(ParameterException.class)
        .hasMessage("empty needs --yes where nobody can be asked");
  }

  private Confirmation typing(String line) {
    return new Confirmation(
        question -> {
          questions.add(question);
          return line;
        });
  }
}
