package io.herald.apps.admin;

import java.io.Console;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Before something is destroyed, whoever sits at a terminal types its name. Where nobody does, the
 * command must say {@code --yes}.
 */
public final class Confirmation {
  private final UnaryOperator<String> terminal;

  /**
   * Asks there.
   *
   * @param terminal what is typed in answer to a question, null at the end of input; null if there
   *     is no terminal
   */
  Confirmation(UnaryOperator<String> terminal) {
    this.terminal = terminal;
  }

  /** Asks at the terminal of this process, if both its ends are one. */
  public static Confirmation atConsole() {
    return new Confirmation(
        Optional.ofNullable(System.console())
            .filter(Confirmation::isTerminal)
            .map(console -> (UnaryOperator<String>) question -> console.readLine("%s", question))
            .orElse(null));
  }

  /** Java has a console only if it is a terminal; from Java 22 on always, and that can be asked. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderJava) {
      return true;
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Returns if it may be done.
   *
   * @param given whether the command line says so
   * @param deed such as {@code delete}
   * @throws ParameterException if nobody can be asked
   * @throws NodeException if something else is typed
   */
  void demand(CommandSpec spec, boolean given, String deed, Subject subject) throws NodeException {
    if (given) {
      return;
    }
    if (terminal == null) {
      throw new ParameterException(
          spec.commandLine(), deed + " needs --yes where nobody can be asked");
    }
    String question = "%s %s? Type its name, %s: ".formatted(deed, subject, subject.name());
    if (!subject.name().equals(terminal.apply(question))) {
      throw new NodeException("not confirmed, nothing is done");
    }
  }
}
