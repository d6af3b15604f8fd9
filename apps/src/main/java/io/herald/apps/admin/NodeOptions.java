package io.herald.apps.admin;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands on topics, channels and messages: the node that is asked, and its answer. */
final class NodeOptions {
  private static final String HTTP = "--http";

  @Option(
      names = HTTP,
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:4151",
      description = "The node to ask, at its nsqd HTTP port. [${DEFAULT-VALUE}]")
  private String http;

  @Mixin private CallerOptions caller;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  NodeClient client() {
    return caller.client(HTTP, http);
  }

  /** Whether the output is for a program. */
  boolean isJson() {
    return json;
  }
}
