package io.herald.apps.admin;

import picocli.CommandLine.Option;

/** The option of commands that destroy something. */
final class ConsentOption {
  @Option(
      names = "--yes",
      description = "Do not ask first. Needed where input or output is no terminal.")
  private boolean given;

  boolean isGiven() {
    return given;
  }
}
