package io.herald.apps;

import io.herald.http.access.BearerToken;
import io.herald.http.access.CallerFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code herald token}: a new token, shown this once, and its line for the file of callers. */
@Command(
    name = "token",
    description = "Make a token for an HTTP caller, and its line for --http-auth-file.")
final class TokenCommand implements Callable<Integer> {
  private static final int WRITTEN = 0;
  private static final int FAILED = 1;

  private final PrintStream out;
  private final PrintStream err;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Who gets it; the audit log calls him so.")
  private String name;

  @Option(
      names = "--roles",
      required = true,
      paramLabel = "ROLE[,ROLE...]",
      description = "What he may do: publish, read, admin (which is all three).")
  private String roles;

  @Option(
      names = "--topics",
      arity = "1..*",
      paramLabel = "REGEX",
      description = "Whole names of the topics that are his; without it, all and the node itself.")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Add the line to this file and print the token alone.")
  private Path file;

  TokenCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    String token = BearerToken.random();
    String line = line(token);
    if (file == null) {
      out.println("token, shown only now:");
      out.println("  " + token);
      out.println("line for --http-auth-file:");
      out.println("  " + line);
      return WRITTEN;
    }
    try {
      append(line);
    } catch (IOException failure) {
      err.println("herald: cannot write " + file + " (" + failure.getClass().getSimpleName() + ")");
      return FAILED;
    }
    out.println(token);
    return WRITTEN;
  }

  private String line(String token) {
    try {
      return CallerFile.line(name, BearerToken.hashText(token), roles, topics);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    }
  }

  private void append(String line) throws IOException {
    boolean cut = Files.exists(file) && !endsWithLine(Files.readString(file));
    Files.writeString(
        file,
        (cut ? "\n" : "") + line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static boolean endsWithLine(String text) {
    return text.isEmpty() || text.endsWith("\n");
  }
}
