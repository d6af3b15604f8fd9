package io.herald.multijvm.faults.harness;

import io.herald.multijvm.ChildProcess;
import io.herald.multijvm.WorkDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@code herald} command that ends by itself. */
final class HeraldTool {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private HeraldTool() {}

  static void run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.herald.apps.Main"));
    command.addAll(List.of(arguments));
    ChildProcess tool = ChildProcess.start(command, WorkDirectory.newLog("tool"));
    if (tool.awaitEnd(LIMIT) != 0) {
      throw new AssertionError(List.of(arguments) + " failed: " + tool.logTail());
    }
  }
}
