package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code herald search}: messages of a topic by time and by what is in them. */
@Command(
    name = "search",
    description = "Find messages by time or by what is in them, and say how far was looked.")
public final class SearchCommand implements Callable<Integer> {
  private static final List<String> HIT =
      List.of("ID", "PARTITION", "OFFSET", "PUBLISHED", "BYTES", "BODY");
  private static final List<String> LOOKED =
      List.of("PARTITION", "FROM OFFSET", "NEXT OFFSET", "LAST LOOKED AT", "MESSAGES", "BYTES", "");

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TOPIC", description = "The messages' topic.")
  private String topic;

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      description =
          "Where to begin: a time (unix ms or RFC 3339), offset:N or id:ID. [with the oldest]")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The last time to look at, unix ms or RFC 3339. [now]")
  private String to;

  @Option(
      names = "--contains",
      paramLabel = "TEXT",
      description = "Only messages that contain this text.")
  private String contains;

  @Option(
      names = "--field",
      paramLabel = "A.B=VALUE",
      description = "Only messages that are JSON objects and have this value there.")
  private String field;

  @Option(names = "--partition", paramLabel = "N", description = "Only this partition. [all]")
  private String partition;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many messages of each partition, 1 to 1000. [100]")
  private String limit;

  @Option(
      names = "--scan",
      paramLabel = "BYTES",
      description = "How much of each partition to look at. [as much as the node allows]")
  private String scan;

  @Mixin private NodeOptions node;

  /** Prints there what is found. */
  public SearchCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws NodeException, InterruptedException {
    node.print(out, node.client().search(target()), SearchCommand::lines);
    return 0;
  }

  private RequestTarget target() {
    RequestTarget target = Subject.topic(spec, topic).at("/message/search");
    target = with(target, "from", from);
    target = with(target, "to", to);
    target = with(target, "contains", contains);
    target = with(target, "partition", partition);
    target = with(target, "limit", limit);
    target = with(target, "scan", scan);
    if (field != null) {
      int equals = field.indexOf('=');
      String way = equals < 0 ? field : field.substring(0, equals);
      target = target.with("field", way);
      target = equals < 0 ? target : target.with("value", field.substring(equals + 1));
    }
    return target;
  }

  private static RequestTarget with(RequestTarget target, String name, String value) {
    return value == null ? target : target.with(name, value);
  }

  private static List<String> lines(JsonNode found) {
    List<List<String>> hits = new ArrayList<>(List.of(HIT));
    for (JsonNode hit : found.path("messages")) {
      String more = hit.path("body_truncated").asBoolean() ? "..." : "";
      hits.add(
          List.of(
              hit.path("id").asText(),
              hit.path("partition").asText(),
              hit.path("offset").asText(),
              hit.path("published_at").asText(),
              hit.path("size").asText(),
              oneLine(hit.path("body").asText()) + more));
    }
    List<List<String>> looked = new ArrayList<>(List.of(LOOKED));
    for (JsonNode each : found.path("looked_at")) {
      looked.add(
          List.of(
              each.path("partition").asText(),
              each.path("from_offset").asText(),
              each.path("next_offset").asText(),
              each.path("to_time").isNull() ? "-" : each.path("to_time").asText(),
              each.path("messages").asText(),
              each.path("bytes").asText(),
              each.path("complete").asBoolean()
                  ? "to the end"
                  : "go on with --partition=%s --from=offset:%s"
                      .formatted(
                          each.path("partition").asText(), each.path("next_offset").asText())));
    }
    List<String> lines = new ArrayList<>(TextTable.lines(hits));
    lines.add("");
    lines.addAll(TextTable.lines(looked));
    return lines;
  }

  /** Control characters would tear the table apart. */
  private static String oneLine(String body) {
    return body.replaceAll("\\p{Cntrl}", " ");
  }
}
