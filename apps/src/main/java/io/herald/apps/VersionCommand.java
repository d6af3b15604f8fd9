package io.herald.apps;

import io.herald.config.HeraldVersion;
import java.io.PrintStream;
import picocli.CommandLine.Command;

/** {@code herald version}. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Runnable {
  private final PrintStream out;

  VersionCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public void run() {
    out.println("herald v" + HeraldVersion.HERALD_VERSION + " (Java " + Runtime.version() + ")");
  }
}
