package io.herald.apps;

import io.herald.config.LoadedSettings;
import io.herald.config.SettingException;
import io.herald.config.SettingsLoader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code herald start}: runs a node until SIGTERM, SIGINT or its own end. */
@Command(
    name = "start",
    description = {
      "Start a node and run it until SIGTERM or Ctrl-C.",
      "./herald start --supervise starts it again whenever it ends in another way."
    },
    sortOptions = false)
final class StartCommand implements Callable<Integer> {
  private static final int STOPPED = 0;
  private static final int FAILED = 1;

  private final NodeStarter starter;
  private final PrintStream out;
  private final PrintStream err;

  @Parameters(hidden = true, arity = "0..*")
  private List<String> flags = new ArrayList<>();

  StartCommand(NodeStarter starter, PrintStream out, PrintStream err) {
    this.starter = starter;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    LoadedSettings loaded = SettingsLoader.load(flags, System.getenv());
    StopSignals signals = StopSignals.install();
    LogOutput.configure(loaded.settings().node());
    RunningNode node = start(loaded);
    if (node == null) {
      return FAILED;
    }
    signals.started();
    StartScreen.lines(loaded.settings(), node, loaded.warnings()).forEach(out::println);
    out.flush();
    node.ended()
        .whenComplete(
            (end, failure) -> {
              if (failure != null) {
                err.println("herald: ends by itself: " + cause(failure));
              }
              signals.ask();
            });
    signals.await();
    boolean endedByItself = node.ended().toCompletableFuture().isCompletedExceptionally();
    StopLimit.watch(node.stopLimit().get());
    node.stop().run();
    return endedByItself ? FAILED : STOPPED;
  }

  private RunningNode start(LoadedSettings loaded) {
    try {
      return starter.start(loaded);
    } catch (SettingException refused) {
      throw refused;
    } catch (Exception failure) {
      LoggerFactory.getLogger(StartCommand.class).debug("start failed", failure);
      err.println("herald: cannot start: " + cause(failure));
      return null;
    }
  }

  /** The innermost message, on one line: that is where the operating system's words are. */
  private static String cause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String words = failure.getMessage() == null ? root.toString() : failure.getMessage();
    String detail = root.getMessage();
    boolean told = detail == null || words.contains(detail);
    return (told ? words : words + ": " + detail).replaceAll("\\s+", " ");
  }
}
