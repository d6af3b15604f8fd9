package io.herald.apps;

import io.herald.config.Settings;

/** The {@code herald} program. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(HeraldCommand.run(Main::startNode, System.out, System.err, arguments));
  }

  private static RunningNode startNode(Settings settings) {
    throw new IllegalStateException("this build holds no broker yet, only its settings");
  }
}
