package io.herald.multijvm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@code herald} command that ends by itself. */
public final class HeraldTool {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private HeraldTool() {}

  /** How one ended, and what it printed to both of its outputs. */
  public record Result(int exitCode, String output) {}

  /** Runs one. */
  public static Result result(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ClassArchive.options());
    command.add("io.herald.apps.Main");
    command.addAll(List.of(arguments));
    ChildProcess tool = ChildProcess.start(command, WorkDirectory.newLog("tool"));
    return new Result(tool.awaitEnd(LIMIT), tool.output());
  }
}
