package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

  /** Prints an answer as it is for a program, or else as lines. */
  void print(PrintStream out, JsonNode answer, Function<JsonNode, List<String>> lines) {
    if (json) {
      out.println(answer);
    } else {
      lines.apply(answer).forEach(out::println);
    }
  }

  /** Prints names: an array of this field for a program, or else one a line. */
  void printNames(PrintStream out, String field, List<String> names) {
    JsonNode answer = new ObjectMapper().valueToTree(Map.of(field, names));
    print(out, answer, same -> names);
  }

  /** Whether the output is for a program. */
  boolean isJson() {
    return json;
  }
}
