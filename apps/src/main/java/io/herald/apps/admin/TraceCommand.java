package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code herald trace}: what is known of one message, and where each channel has it. */
@Command(name = "trace", description = "Show a message, and where each channel has it.")
public final class TraceCommand implements Callable<Integer> {
  private static final List<String> HEADER =
      List.of("CHANNEL", "STATE", "ATTEMPTS", "CLIENT", "SINCE", "UNTIL");
  private static final List<String> TIMELINE_HEADER =
      List.of("CHANNEL", "AT", "EVENT", "ATTEMPTS", "CLIENT");

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TOPIC", description = "The message's topic.")
  private String topic;

  @Parameters(paramLabel = "ID", description = "The message's id: 16 digits, as clients print it.")
  private String id;

  @Mixin private NodeOptions node;

  /** Prints there what the node knows. */
  public TraceCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws NodeException, InterruptedException {
    RequestTarget target = Subject.topic(spec, topic).at("/message/trace").with("id", id);
    JsonNode trace = node.client().get(target);
    node.print(out, trace, TraceCommand::lines);
    return 0;
  }

  private static List<String> lines(JsonNode trace) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "message %s of %s: partition %s, offset %s, published %s by %s, %s bytes"
            .formatted(
                text(trace, "id"),
                text(trace, "topic"),
                text(trace, "partition"),
                text(trace, "offset"),
                text(trace, "published_at"),
                text(trace, "published_by"),
                text(trace, "size")));
    String encoding = text(trace, "body_encoding");
    String more = trace.path("body_truncated").asBoolean() ? " (its beginning)" : "";
    lines.add(
        "body, %s%s: %s"
            .formatted(encoding, more, trace.path("body"))); // as JSON: no control characters
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    trace.path("channels").forEach(channel -> rows.add(row(channel)));
    lines.addAll(TextTable.lines(rows));
    lines.addAll(timelines(trace));
    return lines;
  }

  private static List<String> timelines(JsonNode trace) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(TIMELINE_HEADER);
    for (JsonNode channel : trace.path("channels")) {
      for (JsonNode entry : channel.path("timeline")) {
        rows.add(
            List.of(
                text(channel, "channel"),
                text(entry, "at"),
                text(entry, "event"),
                text(entry, "attempts"),
                client(entry)));
      }
    }
    List<String> lines = new ArrayList<>();
    if (rows.size() > 1) {
      lines.add("");
      lines.addAll(TextTable.lines(rows));
    }
    return lines;
  }

  private static String client(JsonNode object) {
    String client = text(object, "client_id");
    return client.equals("-") ? client : client + " at " + text(object, "remote_address");
  }

  private static List<String> row(JsonNode channel) {
    String until = text(channel, "deadline");
    return List.of(
        text(channel, "channel"),
        text(channel, "state"),
        text(channel, "attempts"),
        client(channel),
        text(channel, "since"),
        until.equals("-") ? text(channel, "deferred_until") : until);
  }

  private static String text(JsonNode object, String field) {
    String text = object.path(field).asText();
    return text.isEmpty() ? "-" : text;
  }
}
